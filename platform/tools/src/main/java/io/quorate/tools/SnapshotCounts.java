package io.quorate.tools;

import io.quorate.model.AclEntry;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.kit.snapshot.SnapshotSink;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many znodes a snapshot has, and its sessions with their ephemeral znodes. */
final class SnapshotCounts implements SnapshotSink {

    private static final class Session {
        int timeoutMillis;
        int ephemerals;
    }

    private final Map<Long, Session> sessions = new LinkedHashMap<>();
    private long nodes;

    @Override
    public void session(long sessionId, int timeoutMillis) {
        Session session = new Session();
        session.timeoutMillis = timeoutMillis;
        sessions.put(sessionId, session);
    }

    @Override
    public void acl(int aclId, List<AclEntry> entries) {
        // not shown
    }

    @Override
    public void node(byte[] path, int from, int to, NodeRecord node) {
        nodes++;
        Session owner = sessions.get(node.ephemeralOwner);
        if (owner != null) {
            owner.ephemerals++;
        }
    }

    /** As ZooKeeper counts them: the root twice. */
    long nodes() {
        return nodes + 1;
    }

    void printSessions(PrintWriter out) {
        out.println("Session Details (sid, timeout, ephemeralCount):");
        sessions.forEach(
                (id, session) ->
                        out.println(
                                String.format("0x%014x", id)
                                        + ", "
                                        + session.timeoutMillis
                                        + ", "
                                        + session.ephemerals));
    }
}
