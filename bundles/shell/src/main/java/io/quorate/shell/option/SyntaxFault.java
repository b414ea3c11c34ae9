package io.quorate.shell.option;

/**
 * A command line that does not fit the options of its command. The message is what the user sees.
 */
public final class SyntaxFault extends Exception {

    private static final long serialVersionUID = 1L;

    /** Scripts know these messages with the class names that zkCli prints in front of them. */
    private static final String PREFIX = "org.apache.commons.cli.";

    private SyntaxFault(String kind, String message) {
        super(PREFIX + kind + ": " + message);
    }

    static SyntaxFault unknown(String token) {
        return new SyntaxFault("UnrecognizedOptionException", "Unrecognized option: " + token);
    }

    static SyntaxFault valueMissing(String option) {
        return new SyntaxFault(
                "MissingArgumentException", "Missing argument for option: " + option);
    }

    static SyntaxFault second(String option, String first) {
        return new SyntaxFault(
                "AlreadySelectedException",
                "The option '"
                        + option
                        + "' was specified but an option from this group has already been selected: '"
                        + first
                        + "'");
    }

    static SyntaxFault optionMissing(String wanted) {
        return new SyntaxFault("MissingOptionException", "Missing required option: " + wanted);
    }
}
