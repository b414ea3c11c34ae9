package io.quorate.gate.peer;

import io.netty.buffer.ByteBuf;
import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one connection brings, as messages. Bytes are decoded where Netty left them, and only an
 * incomplete message is copied. Loop thread only.
 */
final class LinkInput {

    private static final Logger LOG = LoggerFactory.getLogger(LinkInput.class);
    private static final byte[] NOTHING = {};
    private static final int BUFFER_BYTES = 4096;

    /**
     * What may stand behind an incomplete message of the greatest size: its frame and the rest of
     * one read.
     */
    private static final int KEPT_EXTRA_BYTES = 128 * 1024;

    private static final int LARGEST_KEPT_BYTES = 64 * 1024;

    private final String port;
    private final PeerCodec codec;
    private final int messageBytesMax;
    private final List<PeerMessage> messages = new ArrayList<>();
    private final Consumer<PeerMessage> collector = messages::add;
    private int next;
    private @Nullable ProtocolViolation fault;
    private byte[] kept = NOTHING;
    private int keptBytes;

    /** Of a link of this port. */
    LinkInput(String port, PeerCodec codec, int messageBytesMax) {
        this.port = port;
        this.codec = codec;
        this.messageBytesMax = messageBytesMax;
    }

    /** Decodes what is complete, up to what cannot be right. */
    void decode(ByteBuf bytes) {
        if (fault != null) {
            return;
        }
        ByteBuffer in = keptBytes == 0 ? bytes.nioBuffer() : behindKept(bytes);
        try {
            codec.decode(in, collector);
        } catch (ProtocolViolation violation) {
            fault = violation;
            return;
        } catch (RuntimeException confused) {
            LOG.error("The codec of port {} failed", port, confused);
            fault = new ProtocolViolation("its codec failed");
            return;
        }
        keep(in);
        if (keptBytes > (long) messageBytesMax + KEPT_EXTRA_BYTES) {
            fault = new ProtocolViolation("a message is too long");
        }
    }

    private ByteBuffer behindKept(ByteBuf bytes) {
        int more = bytes.readableBytes();
        if (kept.length - keptBytes < more) {
            kept = Arrays.copyOf(kept, Math.max(keptBytes + more, kept.length * 2));
        }
        bytes.readBytes(kept, keptBytes, more);
        keptBytes += more;
        return ByteBuffer.wrap(kept, 0, keptBytes);
    }

    private void keep(ByteBuffer rest) {
        int left = rest.remaining();
        if (left > 0 && keptBytes > 0) {
            System.arraycopy(kept, rest.position(), kept, 0, left);
        } else if (left > 0) {
            if (kept.length < left) {
                kept = new byte[Math.max(left, BUFFER_BYTES)];
            }
            rest.get(kept, 0, left);
        } else if (kept.length > LARGEST_KEPT_BYTES) {
            kept = NOTHING;
        }
        keptBytes = left;
    }

    boolean hasNext() {
        return next < messages.size();
    }

    /** The next message; there must be one. */
    PeerMessage next() {
        PeerMessage message = messages.get(next++);
        if (next == messages.size()) {
            messages.clear();
            next = 0;
        }
        return message;
    }

    /** Why the peer cannot be right behind the last message; null if it can. */
    @Nullable ProtocolViolation fault() {
        return fault;
    }

    /** Forgets what is left. */
    void release() {
        messages.clear();
        next = 0;
        kept = NOTHING;
        keptBytes = 0;
    }
}
