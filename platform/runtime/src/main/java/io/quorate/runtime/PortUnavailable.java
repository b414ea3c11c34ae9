package io.quorate.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A port this server is configured to listen on cannot be bound, after all retries. A server
 * without one of its ports must not stay: it would look alive and serve nobody. The message is one
 * sentence.
 *
 * <p>The exit codes are those of ZooKeeper 3.9.5, measured: a taken client port ends it with 1, a
 * taken election port and a name of its own that is unknown with 14.
 */
public final class PortUnavailable extends RuntimeException {

    /** Exit code of a server without its client port. */
    public static final int CLIENT_EXIT_CODE = 1;

    /** Exit code of a server without one of its ports for other servers. */
    public static final int PEER_EXIT_CODE = 14;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private PortUnavailable(int exitCode, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    public static PortUnavailable client(String sentence, @Nullable Throwable cause) {
        return new PortUnavailable(CLIENT_EXIT_CODE, sentence, cause);
    }

    public static PortUnavailable peer(String sentence) {
        return new PortUnavailable(PEER_EXIT_CODE, sentence, null);
    }

    /** What the process ends with. */
    public int exitCode() {
        return exitCode;
    }
}
