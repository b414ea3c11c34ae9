package io.quorate.consensus.zab.learner;

import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.learner.LearnerSync;
import io.quorate.consensus.kit.learner.Upstream;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Ensemble;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.Membership;
import io.quorate.model.Zxid;
import io.quorate.peer.PeerMessage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A learner's way into step, from FOLLOWERINFO to UPTODATE. Source: spec quorum-protocol sections
 * 10.2 and 12.
 */
final class ZabSync extends LearnerSync {

    private static final byte[] NOTHING = {};

    private final boolean observer;

    ZabSync(Server server, Upstream upstream, boolean observer, Consumer<String> failure) {
        super(server, upstream, ZabWords.INSTANCE, failure);
        this.observer = observer;
    }

    @Override
    public void introduce() {
        long promised = Zxid.of(server().durableState().accepted(), 0);
        Ensemble ensemble = server().ensemble();
        long version = ensemble.committed().version();
        server().out()
                .send(
                        upstream().link(),
                        new ZabMessage.LearnerInfo(
                                observer,
                                promised,
                                ensemble.self(),
                                ZabMessage.PROTOCOL_VERSION,
                                version));
    }

    @Override
    protected void take(PeerMessage message) {
        switch ((ZabMessage) message) {
            case ZabMessage.Proposal it -> proposal(it.zxid(), it.txn(), it.membership());
            case ZabMessage.Commit it -> commit(it.zxid());
            case ZabMessage.SnapshotBytes it -> stage(it.bytes(), false);
            case ZabMessage.SnapshotEnd it -> stage(NOTHING, true);
            case ZabMessage.Inform it -> {
                proposal(it.zxid(), it.txn(), it.membership());
                commit(it.zxid());
            }
            case ZabMessage.CommitAndActivate it -> activated(it.zxid(), it.designated());
            case ZabMessage.InformAndActivate it -> {
                proposal(it.zxid(), it.txn(), it.membership());
                activated(it.zxid(), it.designated());
            }
            case ZabMessage.LeaderInfo it -> promise(Zxid.epoch(it.zxid()));
            case ZabMessage.Diff it -> difference(server().durableState().last());
            case ZabMessage.Trunc it -> cut(it.zxid(), it.zxid());
            case ZabMessage.Snap it -> copy(it.zxid());
            case ZabMessage.NewLeader it -> accept(Zxid.epoch(it.zxid()), it.membership());
            case ZabMessage.UpToDate it -> finish();
            default -> {} // pings are not answered before UPTODATE
        }
    }

    private void proposal(long zxid, byte[] txn, @Nullable Membership membership) {
        proposal(new LogEntry(zxid, txn), membership);
    }

    private void promise(long epoch) {
        DurableState durableState = server().durableState();
        boolean again = epoch == durableState.accepted();
        int before = (int) durableState.current();
        if (!offered(epoch, durableState.accepted())) {
            return;
        }
        if (!again) {
            durableState.promise(epoch);
        }
        ZabMessage.AckEpoch ack =
                !durableState.trusted()
                        ? new ZabMessage.AckEpoch(-1, -1)
                        : needsTree()
                                ? new ZabMessage.AckEpoch(0, -1)
                                : new ZabMessage.AckEpoch(durableState.last(), again ? -1 : before);
        server().out().send(upstream().link(), ack, durableState.ticket());
    }
}
