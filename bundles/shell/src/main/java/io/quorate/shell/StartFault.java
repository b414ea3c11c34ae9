package io.quorate.shell;

/** A start option or configuration that cannot be used; the message names it. */
final class StartFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    StartFault(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
