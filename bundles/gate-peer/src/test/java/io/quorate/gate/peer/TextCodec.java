package io.quorate.gate.peer;

import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A toy protocol: length, UTF-8 text. */
final class TextCodec implements PeerCodec {

    static final int BYTES_MAX = 1 << 20;

    /** A length that is refused with a word. */
    static final int REFUSED_WITH_A_WORD = -2;

    record Text(String text) implements PeerMessage {}

    @Override
    public void decode(ByteBuffer in, Consumer<PeerMessage> out) throws ProtocolViolation {
        while (in.remaining() >= Integer.BYTES) {
            int length = in.getInt(in.position());
            if (length == REFUSED_WITH_A_WORD) {
                throw new ProtocolViolation(
                        "length " + length, "bye".getBytes(StandardCharsets.UTF_8));
            }
            if (length < 0 || length > BYTES_MAX) {
                throw new ProtocolViolation("length " + length);
            }
            if (in.remaining() < Integer.BYTES + length) {
                return;
            }
            in.getInt();
            byte[] text = new byte[length];
            in.get(text);
            out.accept(new Text(new String(text, StandardCharsets.UTF_8)));
        }
    }

    @Override
    public int encodedBytesMax(PeerMessage message) {
        return Integer.BYTES + 3 * ((Text) message).text().length();
    }

    @Override
    public void encode(PeerMessage message, ByteBuffer out) {
        byte[] text = ((Text) message).text().getBytes(StandardCharsets.UTF_8);
        out.putInt(text.length).put(text);
    }
}
