package io.quorate.kernel;

/**
 * The server cannot start; the message is one plain sentence that names the key, file or bundle at
 * fault.
 */
public final class StartFailure extends Exception {

    /** Exit code of a server that is configured or put together wrongly. */
    public static final int EXIT_CANNOT_START = 2;

    /** Exit code of a server whose client port cannot be had. */
    public static final int EXIT_PORT_UNAVAILABLE = 1;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public StartFailure(String sentence) {
        this(sentence, EXIT_CANNOT_START);
    }

    public StartFailure(String sentence, int exitCode) {
        super(sentence);
        this.exitCode = exitCode;
    }

    public StartFailure(String sentence, Throwable cause) {
        super(sentence, cause);
        this.exitCode = EXIT_CANNOT_START;
    }

    /** What the process is to end with. */
    public int exitCode() {
        return exitCode;
    }
}
