package io.quorate.storage;

/**
 * Where a tree stands.
 *
 * @param zxid last transaction applied
 * @param digest sum of the node digests (spec semantics section 16)
 * @param coreMark private bytes of the consensus plugin that move with the tree; may be empty, not
 *     changed
 */
public record Position(long zxid, long digest, byte[] coreMark) {

    public static final byte[] NO_MARK = {};
}
