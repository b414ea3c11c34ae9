package io.quorate.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * One server process on a free loopback port with its own configuration file and data directory.
 * Used by one thread.
 *
 * <p>The process started is always the server itself, so {@link #pid()} is the process whose CPU
 * time counts and which {@link #kill()} ends.
 */
public interface ServerUnderTest extends AutoCloseable {
    /** Which server: {@code zookeeper} or {@code quorate}. */
    String name();

    /** Client port; the same over restarts. */
    int port();

    /** The data directory of the configuration ({@code version-2} is below it). */
    Path dataDir();

    /** Process id of the running server. */
    long pid();

    /** True while the process runs. */
    boolean alive();

    /** Waits until the process has ended by itself; returns its exit code. */
    int awaitEnd() throws IOException;

    /**
     * Starts the process and waits until it answers its first session handshake.
     *
     * @return nanoseconds from the start of the process to that answer
     * @throws IOException if the process ends or does not answer within the bound; the message
     *     holds the end of its log
     */
    long start() throws IOException;

    /** Starts the process and returns at once, as one of an ensemble needs it. */
    void launch() throws IOException;

    /**
     * Waits until the launched process answers a session handshake.
     *
     * @throws IOException as {@link #start}
     */
    void awaitAnswer() throws IOException;

    /** Stops the process with SIGSTOP: its connections stay, nothing is answered. */
    void pause() throws IOException;

    /** Lets a paused process go on with SIGCONT. */
    void resume() throws IOException;

    /** Ends the process with SIGKILL and waits for its end. */
    void kill() throws IOException;

    /** Ends the process with SIGTERM and waits for its end; SIGKILL follows after 20 s. */
    void stop() throws IOException;

    /** Everything the process has printed so far. */
    String log() throws IOException;

    /** Kills the process. Files stay. */
    @Override
    void close() throws IOException;
}
