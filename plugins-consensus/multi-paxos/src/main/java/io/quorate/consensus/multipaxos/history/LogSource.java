package io.quorate.consensus.multipaxos.history;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.kit.feed.Learner;
import io.quorate.consensus.kit.feed.SnapshotTransferSlots;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.ServerId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkId;

/**
 * The other way round: a server that has promised a ballot sends its log to the new leader, because
 * it is the one to be kept. Source: spec multi-paxos section 5.
 */
public final class LogSource {

    private static final Endpoint NOWHERE = new Endpoint("leader", 0);

    private final PaxosFeed feed;

    /** A source for a leader that has asked. */
    public LogSource(
            Server server, LinkId link, ServerId leader, long epoch, PaxosRules.Parting parting) {
        feed =
                new PaxosFeed(
                        server,
                        new OwnHistory(server, epoch),
                        new FetchWords(),
                        parting,
                        new Learner.Seat(link, NOWHERE, new SnapshotTransferSlots(server)));
        feed.introduced(leader, false);
    }

    /** Begins, given where the log of the leader stands. */
    public void begin(PaxosMessage.Fetch fetch, long epoch) {
        feed.stands(fetch.last(), epoch, fetch.committed(), false);
        feed.begin();
    }

    /** False if the leader has not been asked. */
    public boolean probed(long zxid) {
        return feed.probed(zxid);
    }

    public void logRead(ConsensusEvent.LogRead read) {
        if (feed.owns(read.read())) {
            feed.logRead(read);
        }
    }

    public void snapshotRead(ConsensusEvent.SnapshotRead read) {
        if (feed.owns(read.transfer())) {
            feed.snapshotRead(read);
        }
    }

    public void snapshotLost(ConsensusEvent.SnapshotLost lost) {
        if (feed.owns(lost.transfer())) {
            feed.snapshotLost();
        }
    }

    public void pressure(boolean blocked) {
        feed.pressure(blocked);
    }

    /** Ends what is being read. */
    public void release() {
        feed.release();
    }
}
