package io.quorate.peer;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Turns the byte stream of one link into messages and back. Streams between servers have no common
 * frame, so each plugin brings the codec of its ports.
 *
 * <p>Thread: the I/O thread of the link only. Stateful (one object per link), but without clock,
 * I/O or thread of its own. All numbers a codec reads are checked against {@link
 * Port#messageBytesMax()} before anything is allocated for them.
 *
 * <p>Source: consensus SPI H2, H3.
 */
@ConsumerType
public interface PeerCodec {

    /**
     * Consumes as much of {@code in} as possible and passes on each message that became complete,
     * in stream order. Bytes left between position and limit are offered again in front of the next
     * ones. The first message of a dialler on a port with a preamble is the preamble. A body longer
     * than a message (a snapshot) is yielded as several messages.
     *
     * @param in readable bytes of the link, position to limit, big-endian; valid during the call
     *     only
     * @param out gets each message once; does not throw and does not call back
     * @throws ProtocolViolation if the peer cannot have meant this; the codec is not used again
     */
    void decode(ByteBuffer in, Consumer<PeerMessage> out) throws ProtocolViolation;

    /**
     * Upper bound of the bytes {@link #encode} writes for this message; 0 to {@link
     * Port#messageBytesMax()} plus the codec's own framing.
     *
     * @param message a message of the plugin that made this codec
     */
    int encodedBytesMax(PeerMessage message);

    /**
     * Writes one message at the position of {@code out}, which has at least {@link
     * #encodedBytesMax} bytes of room, and moves the position behind it.
     *
     * @param message a message of the plugin that made this codec
     * @param out big-endian; valid during the call only
     */
    void encode(PeerMessage message, ByteBuffer out);

    /** Makes the codec of each new link of a port. Any thread, must not block. */
    @ConsumerType
    @FunctionalInterface
    interface Factory {
        /**
         * A codec in its initial state.
         *
         * @param dialled true on the side that dialled, false on the side that accepted
         */
        PeerCodec create(boolean dialled);
    }
}
