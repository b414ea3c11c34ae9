package io.quorate.gate.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.quorate.wire.JuteWriter;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has to say and has not said yet. Encoded into one borrowed buffer, handed to
 * the socket in bounded pieces as fast as it takes them, so that a slow reader costs heap in
 * proportion to its backlog and little else. Replica's loop only.
 */
final class Output {

    /** Most that is handed to the socket at once. */
    private static final int PIECE_BYTES = 64 * 1024;

    /** Pieces that leave before others get their turn. */
    private static final int PIECES_PER_TURN = 8;

    private static final int PAGE_BYTES = 8 * 1024;
    private static final int CHUNK_ORDER = 6;

    /**
     * Lends the pieces, from chunks of 512 KiB. A chunk is filled with zeros when it is made: with
     * the usual 4 MiB the first client of a fresh server waits for a thousand page faults.
     */
    static final ByteBufAllocator PIECES =
            new PooledByteBufAllocator(
                    true,
                    0,
                    PooledByteBufAllocator.defaultNumDirectArena(),
                    PAGE_BYTES,
                    CHUNK_ORDER,
                    PooledByteBufAllocator.defaultSmallCacheSize(),
                    PooledByteBufAllocator.defaultNormalCacheSize(),
                    PooledByteBufAllocator.defaultUseCacheForAllThreads());

    /** Sent bytes at the front of the buffer that are worth moving the rest. */
    private static final int SHIFT_BYTES = 1 << 20;

    private final Channel channel;
    private final FlushBatcher flusher;
    private final Backlog backlog;
    private final Runnable progress;
    private @Nullable JuteWriter writer;
    private int sent;
    private boolean queued;
    private boolean flushing;
    private boolean closing;
    private boolean closeSent;

    /** {@code progress} is called after bytes have left. */
    Output(Channel channel, FlushBatcher flusher, Backlog backlog, Runnable progress) {
        this.channel = channel;
        this.flusher = flusher;
        this.backlog = backlog;
        this.progress = progress;
    }

    /**
     * Where to append frames; they leave at the end of the turn. Not to be kept; {@link #appended}
     * must follow.
     */
    JuteWriter writer() {
        if (writer == null) {
            writer = flusher.borrow();
            sent = 0;
        }
        queue();
        return writer;
    }

    /** So many bytes have been appended; others may have to give way to them, or all of this. */
    void appended(int bytes) {
        backlog.added(bytes);
    }

    /** Bytes appended and not yet handed to the socket. */
    int unsent() {
        return writer == null ? 0 : writer.size() - sent;
    }

    /** Closes the channel once everything appended so far has left. */
    void closeWhenSent() {
        if (!closing) {
            closing = true;
            queue();
        }
    }

    /** Hands over what the socket takes, and the rest of very much in later turns. */
    void flush() {
        queued = false;
        if (flushing) {
            return;
        }
        flushing = true;
        try {
            int pieces = 0;
            while (writer != null && channel.isWritable() && pieces < PIECES_PER_TURN) {
                handOver();
                pieces++;
            }
            if (writer != null && channel.isWritable()) {
                queue();
            }
            if (writer == null && closing && !closeSent) {
                closeSent = true;
                // In the next turn: many connections close when a leader goes, and what other
                // servers wait for leaves first.
                channel.eventLoop().execute(this::close);
            }
            if (pieces > 0) {
                progress.run();
            }
        } finally {
            flushing = false;
        }
    }

    private void close() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** The channel is gone: drops what is left. */
    void drop() {
        backlog.removed(unsent());
        writer = null;
        sent = 0;
        closing = true;
        closeSent = true;
    }

    /** Closes the channel without sending what is left. */
    void abandon() {
        channel.close();
    }

    private void queue() {
        if (!queued) {
            queued = true;
            flusher.add(this);
        }
    }

    @SuppressWarnings("NullAway") // asked where there is a writer
    private void handOver() {
        int length = Math.min(PIECE_BYTES, unsent());
        ByteBuf piece = channel.alloc().directBuffer(length);
        piece.writeBytes(writer.array(), sent, length);
        sent += length;
        backlog.removed(length);
        if (sent == writer.size()) {
            flusher.giveBack(writer);
            writer = null;
        } else if (sent >= SHIFT_BYTES && sent >= writer.size() / 2) {
            writer.dropFirst(sent);
            sent = 0;
        }
        channel.writeAndFlush(piece, channel.voidPromise());
    }

    @Override
    public String toString() {
        return String.valueOf(channel.remoteAddress());
    }
}
