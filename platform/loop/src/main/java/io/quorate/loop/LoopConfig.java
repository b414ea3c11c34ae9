package io.quorate.loop;

/** Configuration of the event loops (PID {@code io.quorate.loop}). */
public @interface LoopConfig {

    /**
     * Threads that serve sockets; the first is the replica's too. With one, a request is answered
     * without a hand-off.
     */
    int ioThreads() default 1;

    /** {@code auto} (epoll where the machine has it), {@code epoll} or {@code nio}. */
    String transport() default "auto";
}
