package io.quorate.storage;

/** Sets of paths that a tree keeps besides the nodes. */
public enum TreeIndex {
    /** Ephemeral nodes of a session. */
    EPHEMERAL,
    /** Containers. */
    CONTAINER,
    /** Nodes with a time to live. */
    TTL,
    /** {@code zookeeper_limits} nodes below {@code /zookeeper/quota}. */
    QUOTA
}
