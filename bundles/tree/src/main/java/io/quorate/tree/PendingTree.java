package io.quorate.tree;

import io.quorate.model.Znode;
import io.quorate.storage.NodeDigest;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeIndex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The tree as it will be after all prepared transactions: the applied tree plus an overlay of the
 * nodes they change. Owner thread.
 *
 * <p>An overlaid node carries its whole state (counters, child count, ACL), so that the next
 * prepare needs neither the applied tree nor the transactions in between. It goes when the last
 * transaction that changed it has been applied. Only nodes and sessions of prepared transactions
 * take memory; the caller bounds their number.
 */
final class PendingTree {

    private final TreeBatch tree;
    private final TreeSettings settings;
    private final Map<Znode, PendingNode> nodes = new HashMap<>();
    private final PendingQueue queue = new PendingQueue();
    private final Map<Long, Set<PendingNode>> ephemerals = new HashMap<>();
    private final Set<Long> opening = new HashSet<>();
    private final Set<Long> closing = new HashSet<>();

    private final UndoLog undo = new UndoLog();

    /** What a session was not before the running request. */
    private boolean opens;

    private boolean closes;
    private long session;
    private long digestBefore;
    private long zxid;
    private long digest;

    PendingTree(TreeBatch tree, TreeSettings settings) {
        this.tree = tree;
        this.settings = settings;
        reset();
    }

    /** Forgets everything prepared. */
    void reset() {
        nodes.clear();
        while (queue.size() > 0) {
            queue.removeFirst();
        }
        ephemerals.clear();
        opening.clear();
        closing.clear();
        undo.clear();
        opens = false;
        closes = false;
    }

    /**
     * Changes from here on belong to the transaction {@code zxid}; {@link #rollback} takes them
     * back.
     */
    void begin(long zxid) {
        this.zxid = zxid;
        undo.clear();
        opens = false;
        closes = false;
        if (queue.size() == 0) {
            digest = tree.digest();
        }
        digestBefore = digest;
    }

    /** Takes back every change since {@link #begin}; none of the transactions before is touched. */
    void rollback() {
        while (undo.size() > 0) {
            PendingNode node = queue.removeLast();
            if (node.listed) {
                unlist(node);
            }
            if (!undo.restoreLast()) {
                nodes.remove(node.path);
            } else if (node.listed) {
                list(node);
            }
        }
        if (opens) {
            opening.remove(session);
        }
        if (closes) {
            closing.remove(session);
        }
        opens = false;
        closes = false;
        digest = digestBefore;
    }

    long zxid() {
        return zxid;
    }

    /** Tree digest after all prepared transactions. */
    long digest() {
        return digest;
    }

    /** Transactions up to {@code zxid} are in the applied tree now. */
    void applied(long zxid) {
        while (queue.size() > 0 && queue.firstZxid() <= zxid) {
            long changed = queue.firstZxid();
            PendingNode node = queue.removeFirst();
            if (node.listed && node.record.czxid <= zxid) {
                unlist(node);
            }
            if (node.zxid == changed) {
                nodes.remove(node.path);
            }
        }
    }

    /** Nodes overlaid right now. */
    int size() {
        return nodes.size();
    }

    // ---- nodes

    /** The node at {@code path}; {@link PendingNode#exists} says whether there is one. */
    PendingNode at(Znode path) throws StorageException {
        Znode key = path.isRoot() ? Znode.ROOT : path;
        if (!nodes.isEmpty()) {
            PendingNode known = nodes.get(key);
            if (known != null) {
                return known;
            }
        }
        PendingNode node = new PendingNode(key);
        node.exists = tree.get(key, node.record);
        node.contribution =
                node.exists && node.counts ? Integer.toUnsignedLong(node.record.digest) : 0;
        return node;
    }

    /** Must be called before {@code node} is changed. */
    void change(PendingNode node) {
        if (node.zxid == zxid) {
            return;
        }
        undo.save(node);
        if (node.zxid == PendingNode.UNCHANGED) {
            nodes.put(node.path, node);
        }
        node.zxid = zxid;
        queue.add(node, zxid);
    }

    /** Must be called after {@code node} has been changed, whatever changed. */
    void changed(PendingNode node) {
        if (settings.digests() && node.counts) {
            node.record.digest = NodeDigest.of(node.path, node.record);
            count(node);
        }
    }

    /**
     * Must be called before nothing but the stat of {@code node} is changed; spares reading its
     * data for the digest.
     */
    void changeStat(PendingNode node) {
        change(node);
        if (settings.digests() && node.counts) {
            node.statDigest = NodeDigest.ofStat(node.record);
        }
    }

    /** Must be called after that. */
    void changedStat(PendingNode node) {
        if (settings.digests() && node.counts) {
            node.record.digest ^= node.statDigest ^ NodeDigest.ofStat(node.record);
            count(node);
        }
    }

    private void count(PendingNode node) {
        long now = node.exists ? Integer.toUnsignedLong(node.record.digest) : 0;
        digest += now - node.contribution;
        node.contribution = now;
    }

    /**
     * A new child: {@code node}, which is filled but for {@code exists}, and what that does to
     * {@code parent}.
     */
    void create(PendingNode parent, int parentCversion, PendingNode node) {
        changeStat(parent);
        parent.record.cversion = parentCversion;
        parent.record.pzxid = zxid;
        parent.record.childCount++;
        changedStat(parent);
        node.exists = true;
        node.record.childCount = 0;
        if (StatView.isEphemeral(node.record.ephemeralOwner, settings.extendedTypes())) {
            list(node);
        }
        changed(node);
    }

    /** {@code node} goes, and what that does to {@code parent}. */
    void remove(PendingNode parent, PendingNode node) {
        changeStat(parent);
        parent.record.pzxid = zxid;
        parent.record.childCount--;
        changedStat(parent);
        change(node);
        node.exists = false;
        node.acl = null;
        node.record.data(null);
        if (node.listed) {
            unlist(node);
        }
        count(node);
    }

    // ---- sessions

    boolean isClosing(long sessionId) {
        return !closing.isEmpty() && closing.contains(sessionId);
    }

    /** True if the session exists and is not being closed. */
    boolean isAlive(long sessionId) throws StorageException {
        return !isClosing(sessionId)
                && (tree.sessionTimeoutMillis(sessionId) >= 0
                        || (!opening.isEmpty() && opening.contains(sessionId)));
    }

    void opening(long sessionId) {
        session = sessionId;
        opens |= opening.add(sessionId);
    }

    void opened(long sessionId) {
        opening.remove(sessionId);
    }

    void closing(long sessionId) {
        session = sessionId;
        closes |= closing.add(sessionId);
    }

    void closed(long sessionId) {
        closing.remove(sessionId);
        opening.remove(sessionId);
    }

    /** Ephemerals of a session as they will be, from now on. */
    EphemeralWalk ephemerals(long sessionId) throws StorageException {
        Set<PendingNode> created = ephemerals.get(sessionId);
        return new EphemeralWalk(
                this,
                sessionId,
                tree.index(TreeIndex.EPHEMERAL, sessionId),
                created == null
                        ? Collections.emptyIterator()
                        : new ArrayList<>(created).iterator());
    }

    /**
     * Whether a session will own more ephemeral nodes than {@code count}, as far as one can see.
     */
    boolean ownsMoreThan(int count, long sessionId) throws StorageException {
        Set<PendingNode> created = ephemerals.get(sessionId);
        return created != null && created.size() > count
                || SessionOperation.ownsMoreThan(count, sessionId, tree);
    }

    private void list(PendingNode node) {
        node.listed = true;
        ephemerals
                .computeIfAbsent(node.record.ephemeralOwner, session -> new LinkedHashSet<>())
                .add(node);
    }

    private void unlist(PendingNode node) {
        node.listed = false;
        Set<PendingNode> created = ephemerals.get(node.record.ephemeralOwner);
        if (created != null && created.remove(node) && created.isEmpty()) {
            ephemerals.remove(node.record.ephemeralOwner);
        }
    }
}
