package io.quorate.service;

import org.jspecify.annotations.Nullable;

/**
 * Text for a client that is made piece by piece, as fast as the client takes it and as the loop has
 * time for it. Loop thread only.
 */
public interface PiecewiseText extends AutoCloseable {

    /**
     * The next piece, which took a fraction of a millisecond to make; null when there is no more.
     */
    byte @Nullable [] next();

    /** Called once, when all of it has been taken or nobody wants more. */
    @Override
    default void close() {}

    /** A text that is there already. */
    static PiecewiseText of(byte[] whole) {
        return new PiecewiseText() {
            private byte @Nullable [] left = whole;

            @Override
            public byte @Nullable [] next() {
                byte[] piece = left;
                left = null;
                return piece;
            }
        };
    }
}
