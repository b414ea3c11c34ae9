package io.quorate.consensus.zab.learner;

import io.quorate.consensus.kit.learner.LeaderWords;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.Zxid;
import io.quorate.peer.PeerMessage;

/** What a learner tells a leader. Source: spec quorum-protocol section 9. */
final class ZabWords implements LeaderWords {

    static final ZabWords INSTANCE = new ZabWords();

    private ZabWords() {}

    @Override
    public int runMax() {
        return ZabMessage.RUN_MAX;
    }

    @Override
    public PeerMessage acknowledgement(long first, long last) {
        return new ZabMessage.Ack(first, last);
    }

    @Override
    public PeerMessage accepted(long epoch) {
        return new ZabMessage.Ack(Zxid.of(epoch, 0));
    }
}
