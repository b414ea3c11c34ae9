package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.storage.NodeRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes were before the request that is being prepared changed them, oldest first. A node
 * that no pending transaction had changed is forgotten when it is taken back, so of it nothing is
 * kept. The places are used again for the next request. Owner thread.
 */
final class UndoLog {

    /** Places kept between requests; closing a session may need very many for once. */
    private static final int KEPT = 256;

    private static final class Before {

        final NodeRecord record = new NodeRecord();
        @Nullable PendingNode node;
        @Nullable List<AclEntry> acl;
        boolean exists;
        boolean listed;
        long zxid;
        long contribution;
    }

    private ArrayList<PendingNode> nodes = new ArrayList<>();
    private final ArrayList<Before> places = new ArrayList<>();

    /** Places taken, each by one of the nodes, in their order. */
    private int taken;

    int size() {
        return nodes.size();
    }

    /** Forgets everything. */
    void clear() {
        while (taken > 0) {
            forget(places.get(--taken));
        }
        while (places.size() > KEPT) {
            places.removeLast();
        }
        if (nodes.size() > KEPT) {
            nodes = new ArrayList<>();
        } else {
            nodes.clear();
        }
    }

    /** {@code node} is about to be changed. */
    void save(PendingNode node) {
        nodes.add(node);
        if (node.zxid == PendingNode.UNCHANGED) {
            return;
        }
        if (taken == places.size()) {
            places.add(new Before());
        }
        Before before = places.get(taken++);
        before.node = node;
        before.record.set(node.record);
        before.acl = node.acl;
        before.exists = node.exists;
        before.listed = node.listed;
        before.zxid = node.zxid;
        before.contribution = node.contribution;
    }

    /**
     * Takes the node changed last out of the log and makes it what it was; false if no pending
     * transaction had changed it before, and nobody may use it any more.
     */
    boolean restoreLast() {
        PendingNode node = nodes.removeLast();
        Before before = taken == 0 ? null : places.get(taken - 1);
        if (before == null || before.node != node) {
            return false;
        }
        taken--;
        node.record.set(before.record);
        node.acl = before.acl;
        node.exists = before.exists;
        node.listed = before.listed;
        node.zxid = before.zxid;
        node.contribution = before.contribution;
        forget(before);
        return true;
    }

    private static void forget(Before before) {
        before.node = null;
        before.acl = null;
        before.record.data(null);
    }
}
