package io.quorate.consensus.multipaxos.learner;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.learner.Upstream;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.multipaxos.history.LogSource;
import io.quorate.consensus.multipaxos.history.PaxosReceiver;
import io.quorate.consensus.multipaxos.state.Acceptor;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import java.util.function.Consumer;

/**
 * A learner's way into step: it promises the ballot of its leader, sends it its log if that is the
 * one to be kept, and takes over the history of the ballot. Source: spec multi-paxos sections 4 to
 * 6.
 */
final class PaxosSync extends PaxosReceiver {

    private final Acceptor acceptor;
    private final long clusterId;
    private final boolean observer;
    private LogSource source;

    PaxosSync(
            Server server,
            Upstream upstream,
            Acceptor acceptor,
            long clusterId,
            boolean observer,
            Consumer<String> failure) {
        super(server, upstream, AcceptorWords.INSTANCE, failure);
        this.acceptor = acceptor;
        this.clusterId = clusterId;
        this.observer = observer;
    }

    @Override
    public void introduce() {
        server().out()
                .send(
                        upstream().link(),
                        new PaxosMessage.Hello(
                                observer,
                                acceptor.promisedEpoch(),
                                acceptor.promisedTo(),
                                server().ensemble().committed().version()));
    }

    @Override
    protected void other(PaxosMessage message) {
        switch (message) {
            case PaxosMessage.Prepare it -> prepare(it);
            case PaxosMessage.Fetch it -> fetched(it);
            case PaxosMessage.Probed it -> probed(it.zxid());
            case PaxosMessage.Inform it -> {
                proposal(new LogEntry(it.zxid(), it.txn()), it.membership());
                if (it.designated() == null) {
                    commit(it.zxid());
                } else {
                    activated(it.zxid(), it.designated());
                }
            }
            case PaxosMessage.Activate it -> activated(it.zxid(), it.designated());
            case PaxosMessage.EpochStart it -> {
                endSource();
                complete(it.epoch(), it.previous(), it.membership());
            }
            case PaxosMessage.Serve it -> finish();
            case PaxosMessage.Refused it ->
                    fail(
                            "server "
                                    + upstream().leader()
                                    + (upstream().master() ? ", or a voter that follows it," : "")
                                    + " has turned this one away: "
                                    + it.reason(clusterId));
            default -> {} // beats are not answered before Serve
        }
    }

    private void prepare(PaxosMessage.Prepare prepare) {
        ServerId leader = prepare.server();
        if (upstream().master() && !leader.equals(upstream().leader())) {
            fail(
                    "the master follows server "
                            + leader
                            + ", and the leader is server "
                            + upstream().leader());
        } else if (prepare.clusterId() != clusterId || !leader.equals(upstream().leader())) {
            fail(
                    "server "
                            + leader
                            + " of the cluster "
                            + prepare.clusterId()
                            + " was met where server "
                            + upstream().leader()
                            + " of the cluster "
                            + clusterId
                            + " was expected; see multiPaxos.clusterId");
        } else if (observer) {
            // What it accepts is never counted, so it may follow whatever it has promised. If it
            // can promise, it does: it may be given a vote in this ballot.
            if (offered(prepare.epoch(), server().durableState().current())) {
                if (acceptor.mayPromise(prepare.epoch(), leader)) {
                    acceptor.promise(prepare.epoch(), leader);
                }
                promise(prepare.epoch(), server().durableState().current(), 0);
            }
        } else if (!acceptor.mayPromise(prepare.epoch(), leader)) {
            nack(0);
            differs(
                    prepare.epoch() < server().durableState().current(),
                    "ballot "
                            + prepare.epoch()
                            + " is asked for, but "
                            + acceptor.promisedEpoch()
                            + " is promised");
        } else if (acceptor.waitNanos(leader) > 0) {
            nack((int) (acceptor.waitNanos(leader) / 1_000_000) + 1);
        } else if (offered(prepare.epoch(), 0)) {
            long before = server().durableState().current();
            promise(prepare.epoch(), before, acceptor.promise(prepare.epoch(), leader));
        }
    }

    private void nack(int waitMillis) {
        server().out()
                .send(
                        upstream().link(),
                        new PaxosMessage.Nack(acceptor.promisedEpoch(), waitMillis));
    }

    private void promise(long epoch, long acceptedEpoch, long after) {
        DurableState durableState = server().durableState();
        server().out()
                .send(
                        upstream().link(),
                        new PaxosMessage.Promise(
                                epoch,
                                acceptedEpoch,
                                durableState.last(),
                                durableState.committed(),
                                durableState.trusted(),
                                needsTree()),
                        after);
    }

    /** A server that comes back may have accepted more in this ballot than is chosen. */
    @Override
    protected void entered() {
        super.entered();
        if (!observer && received() > Zxid.of(epoch(), 0)) {
            server().out()
                    .send(
                            upstream().link(),
                            new PaxosMessage.Accepted(received()),
                            server().durableState().ticket());
        }
    }

    private void fetched(PaxosMessage.Fetch fetch) {
        endSource();
        source =
                new LogSource(
                        server(),
                        upstream().link(),
                        upstream().leader(),
                        epoch(),
                        acceptor.rules().parting());
        source.begin(fetch, epoch());
    }

    private void probed(long zxid) {
        if (source == null || !source.probed(zxid)) {
            fail("an answer to no probe came");
        }
    }

    private void endSource() {
        if (source != null) {
            source.release();
            source = null;
        }
    }

    @Override
    public void logRead(ConsensusEvent.LogRead read) {
        super.logRead(read);
        if (source != null) {
            source.logRead(read);
        }
    }

    /** A piece of the own tree, for a leader that fetches it. */
    void snapshotRead(ConsensusEvent.SnapshotRead read) {
        if (source != null) {
            source.snapshotRead(read);
        }
    }

    /** The own tree cannot be read any more. */
    void snapshotLost(ConsensusEvent.SnapshotLost lost) {
        if (source != null) {
            source.snapshotLost(lost);
        }
    }

    /** The link to the leader fills up, or drains. */
    void pressure(boolean blocked) {
        if (source != null) {
            source.pressure(blocked);
        }
    }

    @Override
    public void abandon() {
        endSource();
        super.abandon();
    }
}
