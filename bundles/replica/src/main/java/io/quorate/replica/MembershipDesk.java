package io.quorate.replica;

import io.quorate.consensus.ConsensusAction;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.Znode;
import io.quorate.storage.HardState;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import java.nio.charset.StandardCharsets;

/**
 * Which configuration is in force and which is under way; both survive. Keeps {@code
 * /zookeeper/config} what the ensemble is, where nobody may change that by a transaction. Loop
 * thread except where said. Source: spec quorum-protocol sections 2.3, 2.4, 12, 16.4.
 */
final class MembershipDesk {

    private static final String COMMITTED = "membershipCommitted";
    private static final String PROPOSED = "membershipProposed";
    private static final Znode CONFIG_NODE = Znode.of("/zookeeper/config");

    private final HardState hardState;
    private Membership committed;
    private Membership proposed;

    /** A stored configuration wins over {@code configured} if it is newer. */
    MembershipDesk(HardState hardState, Membership configured) throws StorageException {
        this.hardState = hardState;
        Membership stored = read(COMMITTED);
        committed = stored != null && stored.version() > configured.version() ? stored : configured;
        Membership later = read(PROPOSED);
        proposed = later != null && later.version() > committed.version() ? later : null;
    }

    Membership committed() {
        return committed;
    }

    /** Null if none is under way. */
    Membership proposed() {
        return proposed;
    }

    /** The core has decided so; durable once {@link #write} has run. */
    void stored(ConsensusAction.StoreMembership action) {
        if (action.stage() == ConsensusAction.Stage.PROPOSED) {
            proposed = action.membership();
        } else {
            committed = action.membership();
            proposed =
                    proposed != null && proposed.version() > committed.version() ? proposed : null;
        }
    }

    /** Log worker. */
    void write(ConsensusAction.StoreMembership action) throws StorageException {
        String key = action.stage() == ConsensusAction.Stage.PROPOSED ? PROPOSED : COMMITTED;
        hardState.put(
                key, MembershipText.format(action.membership()).getBytes(StandardCharsets.UTF_8));
    }

    private Membership read(String key) throws StorageException {
        byte[] text = hardState.get(key);
        return text == null || text.length == 0
                ? null
                : MembershipText.parse(new String(text, StandardCharsets.UTF_8));
    }

    /** Writes the configuration into the tree of this server, which no digest counts. */
    void show(TreeBatch tree) throws StorageException {
        byte[] text = MembershipText.format(committed).getBytes(StandardCharsets.UTF_8);
        NodeRecord node = new NodeRecord();
        if (!tree.get(CONFIG_NODE, node) || isSame(node, text)) {
            return;
        }
        node.data = text;
        node.dataOffset = 0;
        node.dataLength = text.length;
        node.mzxid = committed.version();
        node.version = -1;
        tree.put(CONFIG_NODE, node);
        tree.seal(tree.position().zxid(), tree.position().coreMark());
        tree.publish();
    }

    private static boolean isSame(NodeRecord node, byte[] text) {
        return node.dataLength == text.length
                && java.util.Arrays.equals(
                        node.data,
                        node.dataOffset,
                        node.dataOffset + node.dataLength,
                        text,
                        0,
                        text.length);
    }
}
