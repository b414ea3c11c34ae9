package io.quorate.gate.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Reads every socket of a loop into the same buffer: what is read is copied out at once, so the
 * buffer is free again for the next. Where it is still held (a handler in between keeps it) an
 * ordinary buffer takes its place.
 */
final class ReadScratch extends DefaultMaxMessagesRecvByteBufAllocator {

    /** Most that one read takes. */
    static final int BYTES = 64 * 1024;

    private static final int READS_PER_TURN = 4;

    private final FastThreadLocal<ByteBuf> scratch =
            new FastThreadLocal<>() {
                @Override
                protected ByteBuf initialValue() {
                    return Unpooled.directBuffer(BYTES, BYTES);
                }

                @Override
                protected void onRemoval(ByteBuf buffer) {
                    buffer.release();
                }
            };

    ReadScratch() {
        super(READS_PER_TURN);
    }

    @SuppressWarnings("deprecation")
    @Override
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return BYTES;
            }

            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                ByteBuf shared = scratch.get();
                return shared.refCnt() == 1 ? shared.clear().retain() : allocator.ioBuffer(BYTES);
            }
        };
    }
}
