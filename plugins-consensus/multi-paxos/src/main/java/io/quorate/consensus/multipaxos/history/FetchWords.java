package io.quorate.consensus.multipaxos.history;

import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.Membership;
import io.quorate.peer.PeerMessage;

/** What a new leader is told that fetches a log. Source: spec multi-paxos section 5. */
final class FetchWords extends TermWords {

    @Override
    public PeerMessage epochStart(long epoch, long last, Membership announced) {
        return new PaxosMessage.FetchEnd(announced);
    }
}
