package io.quorate.storage;

/**
 * What a loaded checkpoint says of its content. ZooKeeper writes snapshots while it changes the
 * tree: such a fuzzy one may contain effects of transactions up to {@code zxid}, above the position
 * it is loaded at, and digests are comparable only when the replay has passed it. Source: spec
 * disk-format section 6.2.
 *
 * @param zxid last transaction that the content may show
 * @param hasDigest whether {@code digest} was present
 * @param digest tree digest at {@code zxid}
 */
public record LoadedContent(long zxid, boolean hasDigest, long digest) {

    /** No word about it. */
    public static final LoadedContent UNKNOWN = new LoadedContent(0, false, 0);
}
