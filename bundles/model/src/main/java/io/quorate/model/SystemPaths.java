package io.quorate.model;

/**
 * The nodes that exist in an empty database and cannot be deleted. Source: spec semantics section
 * 1.2.
 */
public final class SystemPaths {

    public static final Znode ZOOKEEPER = Znode.of("/zookeeper");
    public static final Znode QUOTA = Znode.of("/zookeeper/quota");
    public static final Znode CONFIG = Znode.of("/zookeeper/config");

    /** Name of the node that holds the limits of a quota. */
    public static final String QUOTA_LIMITS = "zookeeper_limits";

    /** Name of the node that holds the usage of a quota. */
    public static final String QUOTA_STATS = "zookeeper_stats";

    private SystemPaths() {}

    /** True for the root and the three nodes above. */
    public static boolean isReserved(Znode path) {
        return path.isRoot() || path.equals(ZOOKEEPER) || path.equals(QUOTA) || path.equals(CONFIG);
    }
}
