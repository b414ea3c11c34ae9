package io.quorate.peer;

/**
 * Thrown by a {@link PeerCodec} for input no correct peer sends. The link goes down with {@link
 * LinkEvent.DownReason#PROTOCOL}.
 */
public final class ProtocolViolation extends Exception {

    private static final long serialVersionUID = 1;

    private final byte[] lastWords;

    /**
     * The message says what was wrong.
     *
     * @param message one sentence naming the field and the value
     */
    public ProtocolViolation(String message) {
        this(message, new byte[0]);
    }

    /**
     * The other side is told as well.
     *
     * @param message one sentence naming the field and the value
     * @param lastWords what is sent before the link is closed, in the language of the other side, a
     *     few bytes; whether they arrive is not known. Not copied
     */
    public ProtocolViolation(String message, byte[] lastWords) {
        super(message);
        this.lastWords = lastWords;
    }

    /** What is sent before the link is closed; empty = nothing. Not to be changed. */
    public byte[] lastWords() {
        return lastWords;
    }
}
