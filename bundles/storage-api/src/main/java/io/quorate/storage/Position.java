package io.quorate.storage;

/**
 * Where a tree stands.
 *
 * @param zxid last transaction applied
 * @param digest sum of the node digests (spec semantics section 16)
 */
public record Position(long zxid, long digest) {}
