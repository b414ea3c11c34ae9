package io.quorate.shell.command;

import io.quorate.model.SystemPaths;

/** Where the nodes of a quota are. */
final class QuotaPaths {

    static final String ROOT = SystemPaths.QUOTA.toString();

    private QuotaPaths() {}

    /** Node that mirrors {@code path} in the tree of quotas. */
    static String node(String path) {
        return ROOT + path;
    }

    static String limits(String path) {
        return node(path) + "/" + SystemPaths.QUOTA_LIMITS;
    }

    static String stats(String path) {
        return node(path) + "/" + SystemPaths.QUOTA_STATS;
    }
}
