package io.quorate.replica.membership;

import io.quorate.consensus.ConsensusAction;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.ServerId;
import io.quorate.model.SystemPaths;
import io.quorate.model.Zxid;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which configuration is in force and which is under way; both survive. Keeps {@code
 * /zookeeper/config} and the client port what the configuration says. Loop thread except where
 * said. Source: spec quorum-protocol sections 2.3, 2.4, 12, 16.4.
 */
public final class MembershipTracker {

    private static final Logger LOG = LoggerFactory.getLogger(MembershipTracker.class);

    private final ServerId self;
    private final MembershipStore store;
    private final ConfiguredClientAddress clientAddress;
    private Membership committed;
    private @Nullable Membership proposed;

    public MembershipTracker(
            ServerId self, MembershipStore store, ConfiguredClientAddress clientAddress) {
        this.self = self;
        this.store = store;
        this.clientAddress = clientAddress;
        committed = store.committed();
        proposed = store.proposed();
    }

    public ServerId self() {
        return self;
    }

    public Membership committed() {
        return committed;
    }

    /** Null if none is under way. */
    public @Nullable Membership proposed() {
        return proposed;
    }

    /**
     * The tree that a start has found. A server may stop behind the installation of a tree, before
     * it has noted that what it had proposed itself is not in that history: then nobody has it, and
     * to put it in force would be a change that no history has.
     */
    public void found(TreeBatch tree) throws StorageException {
        if (proposed == null) {
            return;
        }
        NodeRecord node = new NodeRecord();
        long inForce = tree.get(SystemPaths.CONFIG, node) ? node.mzxid : 0;
        if (proposed.isPassedOver(tree.position().zxid(), inForce)) {
            LOG.info(
                    "The configuration {}, which was under way, is not in the history of this server",
                    Zxid.text(proposed.version()));
            proposed = null;
        }
    }

    /** The core has decided so; durable once {@link #write} has run. */
    @SuppressWarnings("NullAway") // one with a client address has its host
    public void stored(ConsensusAction.StoreMembership action) {
        if (action.stage() == ConsensusAction.Stage.PROPOSED) {
            Membership newest = action.membership();
            proposed = newest.version() > committed.version() ? newest : null;
            return;
        }
        Member before = committed.member(self);
        committed = action.membership();
        proposed = proposed != null && proposed.version() > committed.version() ? proposed : null;
        Member own = committed.member(self);
        if (own != null && own.hasClientAddress() && !hasSameDoor(before, own)) {
            clientAddress.move(own.clientHost(), own.clientPort());
        }
    }

    @SuppressWarnings("NullAway") // one with a client address has its host
    private static boolean hasSameDoor(@Nullable Member before, Member own) {
        return before != null
                && own.clientHost().equals(before.clientHost())
                && own.clientPort() == before.clientPort();
    }

    /** Log worker. */
    public void write(ConsensusAction.StoreMembership action) throws StorageException {
        store.write(action.stage(), action.membership());
    }

    /**
     * Writes the configuration into the tree of this server, which no digest counts; where a
     * transaction has done so already nothing changes.
     */
    public void show(TreeBatch tree, long wallMillis) throws StorageException {
        byte[] text = MembershipText.format(committed).getBytes(StandardCharsets.UTF_8);
        NodeRecord node = new NodeRecord();
        if (!tree.get(SystemPaths.CONFIG, node) || isSame(node, text)) {
            return;
        }
        node.data(text);
        node.mzxid = committed.version();
        node.mtimeMillis = wallMillis;
        node.version = -1;
        tree.put(SystemPaths.CONFIG, node);
        tree.seal(tree.position().zxid());
        tree.publish();
    }

    private static boolean isSame(NodeRecord node, byte[] text) {
        return node.dataLength == text.length
                && Arrays.equals(
                        node.data,
                        node.dataOffset,
                        node.dataOffset + node.dataLength,
                        text,
                        0,
                        text.length);
    }
}
