package io.quorate.model;

/**
 * Statistics of a node as clients see them. Source: spec client-protocol section 2 (68 bytes on the
 * wire), semantics section 2.
 *
 * @param czxid zxid that created the node
 * @param mzxid zxid of the last data change
 * @param ctimeMillis creation time, ms since 1970 by the leader's wall clock
 * @param mtimeMillis time of the last data change
 * @param version data version
 * @param cversion child changes as the client sees them, {@code 2 * stored - numChildren}
 * @param aversion ACL version
 * @param ephemeralOwner session id, or 0 (containers and TTL nodes show 0)
 * @param dataLength bytes; 0 for null data
 * @param numChildren direct children
 * @param pzxid zxid of the last child change
 */
public record Stat(
        long czxid,
        long mzxid,
        long ctimeMillis,
        long mtimeMillis,
        int version,
        int cversion,
        int aversion,
        long ephemeralOwner,
        int dataLength,
        int numChildren,
        long pzxid) {}
