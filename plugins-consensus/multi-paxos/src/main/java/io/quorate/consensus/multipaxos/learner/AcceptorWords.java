package io.quorate.consensus.multipaxos.learner;

import io.quorate.consensus.kit.learner.LeaderWords;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.Zxid;
import io.quorate.peer.PeerMessage;

/** What a learner tells a leader of its log. Source: spec multi-paxos section 9. */
final class AcceptorWords implements LeaderWords {

    static final AcceptorWords INSTANCE = new AcceptorWords();

    private AcceptorWords() {}

    @Override
    public int runMax() {
        return PaxosMessage.RUN_MAX;
    }

    @Override
    public PeerMessage acknowledgement(long first, long last) {
        return new PaxosMessage.Accepted(last);
    }

    @Override
    public PeerMessage accepted(long epoch) {
        return new PaxosMessage.Accepted(Zxid.of(epoch, 0));
    }
}
