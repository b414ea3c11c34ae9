package io.quorate.storage.kit.snapshot;

import io.quorate.storage.Position;

/**
 * What stands behind the nodes of a snapshot. Source: spec disk-format sections 6.1 and 6.2.
 *
 * @param digestVersion 0 where there is no digest section; other versions than 2 cannot be compared
 * @param digestZxid zxid of the digest; above the zxid of the file's name if the snapshot is fuzzy
 * @param digest tree digest at {@code digestZxid}, if the version is 2
 * @param lastZxid zxid of the tree at the end of writing, -1 where there is no such section
 */
public record SnapshotTrailer(int digestVersion, long digestZxid, long digest, long lastZxid) {

    /** Version of the digests this code computes. */
    public static final int DIGEST_VERSION = 2;

    /** Nothing. */
    public static final SnapshotTrailer NONE = new SnapshotTrailer(0, 0, 0, -1);

    /**
     * True if the digest can be compared: of this version, and of a tree that had seen a
     * transaction.
     */
    public boolean hasDigest() {
        return digestVersion == DIGEST_VERSION && digestZxid != 0;
    }

    /** True if a tree loaded from this snapshot should have this digest and has another one. */
    public boolean contradicts(Position loaded) {
        return hasDigest() && digestZxid == loaded.zxid() && digest != loaded.digest();
    }
}
