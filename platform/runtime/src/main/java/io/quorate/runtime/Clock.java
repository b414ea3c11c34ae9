package io.quorate.runtime;

/** Time, handed in. Thread-safe. */
public interface Clock {

    /** Monotonic, ns, arbitrary origin. */
    long nowNanos();

    /** The same in ms. */
    default long nowMillis() {
        return nowNanos() / 1_000_000;
    }

    /** Wall clock, ms since 1970; may jump. */
    long wallMillis();

    /** The machine's clock. */
    Clock SYSTEM =
            new Clock() {
                @Override
                public long nowNanos() {
                    return System.nanoTime();
                }

                @Override
                public long wallMillis() {
                    return System.currentTimeMillis();
                }
            };
}
