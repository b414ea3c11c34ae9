package io.quorate.replica.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction.Stage;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.ServerId;
import io.quorate.model.SystemPaths;
import io.quorate.model.Zxid;
import io.quorate.replica.TestSettings;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.memory.MemoryFactory;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.SimStorageHost;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a start makes of a configuration that was noted as proposed. */
class MembershipTrackerTest {

    private static final long EPOCH = 5;

    private TreeBatch tree;

    @BeforeEach
    void openTree() throws Exception {
        StorageEngine engine =
                new MemoryFactory()
                        .open(
                                TestSettings.DIRS,
                                new SimStorageHost(
                                        new SimDisk(1), SimStorageHost.withoutReserve()));
        tree = engine.tree().batch();
    }

    private static Membership version(long version) {
        return MembershipText.parse(
                "server.1=a:2888:3888\nserver.2=b:2888:3888\nversion=" + Long.toHexString(version));
    }

    private static MembershipStore noted(Membership committed, Membership proposed) {
        return new MembershipStore() {
            @Override
            public Membership committed() {
                return committed;
            }

            @Override
            public @Nullable Membership proposed() {
                return proposed;
            }

            @Override
            public void write(Stage stage, Membership membership) {}
        };
    }

    @ParameterizedTest
    @CsvSource({
        // The tree is of another history, behind the proposal, and has an older configuration.
        "7, 20, 3, false",
        // The tree says that it is in force.
        "7, 20, 7, true",
        // The tree ends before it: it may still be decided.
        "7, 6, 3, true",
        // It came with an epoch and not with a transaction.
        "0, 20, 3, true"
    })
    void aProposalBehindWhichTheTreeIsMustBeInIt(
            long proposed, long last, long inForce, boolean kept) throws Exception {
        NodeRecord node = new NodeRecord();
        assertThat(tree.get(SystemPaths.CONFIG, node)).isTrue();
        node.data("any".getBytes(StandardCharsets.UTF_8));
        node.mzxid = Zxid.of(EPOCH, inForce);
        tree.put(SystemPaths.CONFIG, node);
        tree.seal(Zxid.of(EPOCH, last));
        tree.publish();
        Membership under = version(Zxid.of(EPOCH, proposed));
        MembershipTracker tracker =
                new MembershipTracker(
                        new ServerId(1), noted(version(1), under), new ConfiguredClientAddress());
        tracker.found(tree);
        assertThat(tracker.proposed()).isEqualTo(kept ? under : null);
    }
}
