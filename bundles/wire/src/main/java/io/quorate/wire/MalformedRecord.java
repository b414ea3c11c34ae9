package io.quorate.wire;

/**
 * Bytes that are not the record they should be. Carries no stack trace: it is thrown for what clients send, so it must be cheap.
 *
 * <p>After it the reader stands at an undefined position.
 */
public final class MalformedRecord extends Exception {

    private static final long serialVersionUID = 1L;

    /** {@code message} names the field or the bound, never the bytes. */
    public MalformedRecord(String message) {
        super(message, null, false, false);
    }
}
