package io.quorate.wire;

/**
 * Bytes that are not the record they should be. Carries no stack trace: it is thrown for what
 * clients send, so it must be cheap.
 *
 * <p>After it the reader stands at an undefined position.
 */
public final class MalformedRecord extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean unnumbered;

    /** {@code message} names the field or the bound, never the bytes. */
    public MalformedRecord(String message) {
        this(message, false);
    }

    private MalformedRecord(String message, boolean unnumbered) {
        super(message, null, false, false);
        this.unnumbered = unnumbered;
    }

    /** A malformed multi that, unlike others, draws no zxid. */
    public static MalformedRecord unnumbered(String message) {
        return new MalformedRecord(message, true);
    }

    /** True if not even a multi with this fault draws a zxid. */
    public boolean isUnnumbered() {
        return unnumbered;
    }
}
