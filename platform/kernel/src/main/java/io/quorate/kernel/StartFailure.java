package io.quorate.kernel;

/**
 * The server cannot start; the message is one plain sentence that names the key, file or bundle at
 * fault.
 */
public final class StartFailure extends Exception {

    private static final long serialVersionUID = 1L;

    public StartFailure(String sentence) {
        super(sentence);
    }

    public StartFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
