package io.quorate.shell;

/** Exit codes of the process; those of zkCli. */
final class ExitCode {

    static final int OK = 0;

    /** The last command failed. */
    static final int FAILED = 1;

    /** The configuration file cannot be used. */
    static final int BAD_CONFIGURATION = 2;

    /** The last command is none. */
    static final int NO_SUCH_COMMAND = 127;

    private ExitCode() {}
}
