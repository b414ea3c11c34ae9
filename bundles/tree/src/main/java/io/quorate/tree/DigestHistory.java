package io.quorate.tree;

import io.quorate.model.LoggedTxn;
import io.quorate.model.Zxid;
import org.slf4j.LoggerFactory;

/**
 * Compares the digest of the tree with the one its transactions promise, and remembers some. Owner
 * thread; {@link #history} any thread.
 *
 * <p>A mismatch is counted and logged (rate-limited), nothing else. While a fuzzy snapshot is
 * caught up with, nothing is compared before its last transaction. Source: spec semantics section
 * 16, disk-format sections 6.2 and 8.
 */
public final class DigestHistory {

    private static final int VERSION = 2;
    private static final long HISTORY_STEP = 128;
    private static final int HISTORY_MAX = 1024;
    private static final long WARNING_INTERVAL_MILLIS = 60_000;

    private final Runnable onMismatch;
    private final RateLimitedLog log =
            new RateLimitedLog(
                    LoggerFactory.getLogger(DigestHistory.class), WARNING_INTERVAL_MILLIS);
    private final long[] zxids = new long[HISTORY_MAX];
    private final long[] digests = new long[HISTORY_MAX];
    private int recorded;
    private long fuzzyUntil = Long.MIN_VALUE;
    private long fuzzyDigest;
    private boolean fuzzy;

    /**
     * @param onMismatch called for every mismatch, on the owner thread
     */
    public DigestHistory(Runnable onMismatch) {
        this.onMismatch = onMismatch;
    }

    /**
     * A snapshot has been loaded whose content may reach beyond the zxid in its name.
     *
     * @param snapshotZxid zxid the snapshot is named by; replay starts behind it
     * @param contentZxid zxid of its digest section; 0 if there is none
     * @param contentDigest digest of that section
     * @param loadedDigest digest of the tree as loaded
     */
    public void loaded(long snapshotZxid, long contentZxid, long contentDigest, long loadedDigest) {
        fuzzy = contentZxid > snapshotZxid;
        fuzzyUntil = contentZxid;
        fuzzyDigest = contentDigest;
        if (contentZxid != 0 && contentZxid == snapshotZxid && contentDigest != loadedDigest) {
            mismatch(contentZxid, 0, contentDigest, loadedDigest);
        }
    }

    /** A transaction has been applied; {@code digest} is the tree's now. */
    public void applied(LoggedTxn txn, long digest) {
        long zxid = txn.header().zxid();
        if ((zxid & (HISTORY_STEP - 1)) == 0) {
            record(zxid, digest);
        }
        if (fuzzy) {
            leaveFuzzyRange(txn, digest);
        } else if (txn.hasDigest() && txn.digestVersion() == VERSION && txn.digest() != digest) {
            mismatch(zxid, txn.header().timeMillis(), txn.digest(), digest);
        }
    }

    /**
     * Remembered digests, oldest first, as pairs (zxid, digest): zxids divisible by 128, the newest
     * 1024.
     */
    public synchronized long[] history() {
        int count = Math.min(recorded, HISTORY_MAX);
        long[] pairs = new long[2 * count];
        for (int at = 0; at < count; at++) {
            int slot = (recorded - count + at) % HISTORY_MAX;
            pairs[2 * at] = zxids[slot];
            pairs[2 * at + 1] = digests[slot];
        }
        return pairs;
    }

    private void leaveFuzzyRange(LoggedTxn txn, long digest) {
        long zxid = txn.header().zxid();
        if (zxid < fuzzyUntil) {
            return;
        }
        fuzzy = false;
        if (zxid == fuzzyUntil && fuzzyDigest != digest) {
            mismatch(zxid, txn.header().timeMillis(), fuzzyDigest, digest);
        }
    }

    private synchronized void record(long zxid, long digest) {
        int slot = recorded % HISTORY_MAX;
        zxids[slot] = zxid;
        digests[slot] = digest;
        recorded++;
    }

    private void mismatch(long zxid, long timeMillis, long expected, long actual) {
        onMismatch.run();
        if (log.isDue(timeMillis)) {
            log.warn(
                    "Digests are not matching at zxid "
                            + Zxid.text(zxid)
                            + ": the transaction says "
                            + expected
                            + ", the tree "
                            + actual);
        }
    }
}
