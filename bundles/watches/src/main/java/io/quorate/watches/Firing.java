package io.quorate.watches;

/** Receives what a change fires. */
@FunctionalInterface
public interface Firing {

    /** {@code watcher} is to get the event; one-shot watches are already used up. */
    void fire(Watcher watcher);
}
