package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.storage.NodeRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * What the nodes were before the request that is being prepared changed them, oldest first. The
 * places are used again for the next request. Owner thread.
 */
final class UndoLog {

    /** Places kept between requests; closing a session may need very many for once. */
    private static final int KEPT = 256;

    private static final class Before {

        final NodeRecord record = new NodeRecord();
        PendingNode node;
        List<AclEntry> acl;
        boolean exists;
        boolean listed;
        long zxid;
        long contribution;
    }

    private final ArrayList<Before> places = new ArrayList<>();
    private int size;

    int size() {
        return size;
    }

    /** Forgets everything. */
    void clear() {
        while (size > 0) {
            forget(places.get(--size));
        }
        while (places.size() > KEPT) {
            places.removeLast();
        }
    }

    /** {@code node} is about to be changed. */
    void save(PendingNode node) {
        if (size == places.size()) {
            places.add(new Before());
        }
        Before before = places.get(size++);
        before.node = node;
        before.record.set(node.record);
        before.acl = node.acl;
        before.exists = node.exists;
        before.listed = node.listed;
        before.zxid = node.zxid;
        before.contribution = node.contribution;
    }

    /**
     * Makes the node changed last what it was, and forgets it; {@link PendingNode#listed} says
     * whether it was.
     */
    PendingNode restoreLast() {
        Before before = places.get(--size);
        PendingNode node = before.node;
        node.record.set(before.record);
        node.acl = before.acl;
        node.exists = before.exists;
        node.listed = before.listed;
        node.zxid = before.zxid;
        node.contribution = before.contribution;
        forget(before);
        return node;
    }

    private static void forget(Before before) {
        before.node = null;
        before.acl = null;
        before.record.data(null);
    }
}
