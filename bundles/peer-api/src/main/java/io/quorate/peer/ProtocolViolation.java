package io.quorate.peer;

/**
 * Thrown by a {@link PeerCodec} for input no correct peer sends. The link goes down with {@link
 * LinkEvent.DownReason#PROTOCOL}.
 */
public final class ProtocolViolation extends Exception {

    private static final long serialVersionUID = 1;

    /**
     * The message says what was wrong.
     *
     * @param message one sentence naming the field and the value
     */
    public ProtocolViolation(String message) {
        super(message);
    }
}
