package io.quorate.storage;

/**
 * Sizes of a tree, kept up to date.
 *
 * @param nodes all nodes, root once
 * @param bytes sum of path lengths (UTF-16 units) and data lengths
 * @param ephemerals nodes owned by sessions
 * @param sessions global sessions
 */
public record TreeCounts(long nodes, long bytes, long ephemerals, long sessions) {}
