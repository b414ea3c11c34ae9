package io.quorate.service;

import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import java.util.List;
import java.util.Map;

/**
 * How the replica stands. Made on the loop; immutable except for the live counters.
 *
 * @param serving whether clients are served
 * @param mode {@code standalone}, {@code leader}, {@code follower}, {@code observer}, {@code
 *     read-only}
 * @param serverId own id; 0 standalone
 * @param zxid last transaction applied
 * @param treeDigest digest at that transaction
 * @param nodes all nodes, root once
 * @param treeBytes path lengths and data lengths
 * @param ephemerals nodes owned by sessions
 * @param globalSessions replicated sessions
 * @param localSessions sessions of this server only
 * @param watches registered watches
 * @param outstanding requests not yet answered
 * @param startMillis wall clock of the start
 * @param minSessionTimeoutMillis effective bound
 * @param maxSessionTimeoutMillis effective bound
 * @param tickMillis length of a tick
 * @param dataBytes checkpoint files, as last measured
 * @param logBytes journal files, as last measured
 * @param digestLog newest digests (zxids divisible by 128), oldest first
 * @param namespaces quota figures per first path component: limits and usage, key as in mntr
 *     without {@code zk_}
 * @param ensemble how it stands among the others; null standalone
 * @param counters live counters
 * @param summaries live summaries
 */
public record ReplicaReport(
        boolean serving,
        String mode,
        long serverId,
        long zxid,
        long treeDigest,
        long nodes,
        long treeBytes,
        long ephemerals,
        long globalSessions,
        long localSessions,
        long watches,
        int outstanding,
        long startMillis,
        int minSessionTimeoutMillis,
        int maxSessionTimeoutMillis,
        int tickMillis,
        long dataBytes,
        long logBytes,
        List<DigestEntry> digestLog,
        Map<String, Long> namespaces,
        EnsembleReport ensemble,
        List<Counter> counters,
        List<Summary> summaries) {

    /** Tree digest after a transaction. */
    public record DigestEntry(long zxid, long digest) {}
}
