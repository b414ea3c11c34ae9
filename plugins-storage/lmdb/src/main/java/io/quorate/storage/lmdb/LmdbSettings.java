package io.quorate.storage.lmdb;

import io.quorate.storage.DebtLimits;
import io.quorate.storage.kit.log.JournalSettings;

/**
 * What the keys of this plugin say, see its table {@code META-INF/quorate/keys.txt}. Immutable.
 *
 * @param mapBytes how large the map may become
 * @param cacheBytes nodes of the map that are kept in memory
 * @param debtBytes changes in memory from which writes are slowed
 * @param viewMillis how long a view lasts
 * @param journal how the log treats its files
 */
public record LmdbSettings(
        long mapBytes, long cacheBytes, long debtBytes, long viewMillis, JournalSettings journal) {

    private static final long BEYOND_BYTES = 1L << 30;

    static final LmdbSettings DEFAULTS =
            new LmdbSettings(1L << 40, 64L << 20, 64L << 20, 600_000, JournalSettings.DEFAULTS);

    /**
     * Addresses that are reserved, which cost nothing: a full map takes deletions, and what had
     * been accepted before; pages that views hold back come on top.
     */
    long reservedBytes() {
        return 2 * mapBytes + BEYOND_BYTES;
    }

    DebtLimits debtLimits() {
        return new DebtLimits(debtBytes, 2 * debtBytes);
    }

    long viewNanos() {
        return viewMillis * 1_000_000;
    }
}
