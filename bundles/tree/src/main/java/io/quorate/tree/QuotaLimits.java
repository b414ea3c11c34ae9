package io.quorate.tree;

import io.quorate.model.Znode;
import io.quorate.runtime.LogText;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Compares what a request would add with the limits of the longest quota above it; limits and usage
 * are those of the applied tree. Owner thread.
 *
 * <p>A hard limit alone counts where it is set; a soft one only warns. Off unless {@code
 * enforceQuota} is set. Source: spec semantics section 10.4.
 */
final class QuotaLimits {

    private static final long WARNING_INTERVAL_MILLIS = 1_000;

    private final TreeReader tree;
    private final QuotaUsage usage;
    private final boolean enforced;
    private final NodeRecord scratch = new NodeRecord();
    private final RateLimitedLog log =
            new RateLimitedLog(LoggerFactory.getLogger(QuotaLimits.class), WARNING_INTERVAL_MILLIS);

    QuotaLimits(TreeReader tree, QuotaUsage usage, TreeSettings settings) {
        this.tree = tree;
        this.usage = usage;
        this.enforced = settings.enforceQuota();
    }

    boolean refusesCreate(Znode path, int dataLength, long nowMillis) throws StorageException {
        return enforced && refuses(path, 1, dataLength, nowMillis);
    }

    boolean refusesSetData(Znode path, int growth, long nowMillis) throws StorageException {
        return enforced && refuses(path, 0, growth, nowMillis);
    }

    private boolean refuses(Znode path, int count, int bytes, long nowMillis)
            throws StorageException {
        QuotaUsage.Quota quota = usage.over(path);
        if (quota == null) {
            return false;
        }
        QuotaText limits = text(quota.limits());
        QuotaText used = text(quota.stats());
        if (limits == null || used == null) {
            return false;
        }
        Measure nodes =
                new Measure(
                        "count",
                        "CountLimit",
                        used.count() + count,
                        limits.count(),
                        limits.countHardLimit());
        Measure data =
                new Measure(
                        "bytes",
                        "ByteLimit",
                        used.bytes() + bytes,
                        limits.bytes(),
                        limits.byteHardLimit());
        return (count != 0 && refuses(quota, nodes, nowMillis))
                || (bytes != 0 && refuses(quota, data, nowMillis));
    }

    private boolean refuses(QuotaUsage.Quota quota, Measure measure, long nowMillis) {
        if (!measure.isExceeded()) {
            return false;
        }
        if (log.isDue(nowMillis)) {
            log.warn("Quota exceeded: " + LogText.of(quota.prefix()) + " [" + measure + "]");
        }
        return measure.isHard();
    }

    /** What would be used, and what may be. */
    private record Measure(
            String what, String limitName, long now, long softLimit, long hardLimit) {

        boolean isHard() {
            return hardLimit > QuotaText.NONE;
        }

        long limit() {
            return isHard() ? hardLimit : softLimit;
        }

        boolean isExceeded() {
            return limit() > QuotaText.NONE && now > limit();
        }

        @Override
        public String toString() {
            return "current "
                    + what
                    + "="
                    + now
                    + ", "
                    + (isHard() ? "hard" : "soft")
                    + limitName
                    + "="
                    + limit();
        }
    }

    private @Nullable QuotaText text(Znode path) throws StorageException {
        return tree.get(path, scratch)
                ? QuotaText.parse(scratch.data, scratch.dataOffset, scratch.dataLength)
                : null;
    }
}
