package io.quorate.consensus.zab.learner;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.kit.state.Outbox;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.peer.LinkId;
import java.util.ArrayDeque;

/**
 * Answers the leader's pings with the sessions that were active here. Source: spec quorum-protocol
 * section 14.4.
 */
final class TouchExchange {

    private final Outbox out;
    private final ArrayDeque<Long> pings = new ArrayDeque<>();

    TouchExchange(Outbox out) {
        this.out = out;
    }

    void pinged(LinkId leader, long zxid) {
        pings.add(zxid);
        out.add(new ConsensusAction.CollectTouches(leader));
    }

    void touched(ConsensusEvent.Touched touched) {
        Long ping = pings.poll();
        if (ping != null) {
            out.send(touched.link(), new ZabMessage.Ping(ping, touched.touches()));
        }
    }
}
