package io.quorate.consensus.multipaxos.learner;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.multipaxos.state.Acceptor;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.ServerId;
import io.quorate.peer.LinkId;
import java.util.ArrayDeque;

/**
 * Answers the leader's beats with the sessions that were active here, the time of the own clock,
 * and the lease if it asks for that. Nothing of it waits for the disk. Source: spec multi-paxos
 * sections 7 and 8.
 */
final class BeatAnswers {

    /** A beat that is not answered yet, and when it came. */
    private record Heard(long number, long clockNanos, boolean granted) {}

    private final Server server;
    private final Acceptor acceptor;
    private final ServerId leader;
    private final boolean observes;
    private final ArrayDeque<Heard> beats = new ArrayDeque<>();

    BeatAnswers(Server server, Acceptor acceptor, ServerId leader, boolean observes) {
        this.server = server;
        this.acceptor = acceptor;
        this.leader = leader;
        this.observes = observes;
    }

    void heard(LinkId link, long epoch, PaxosMessage.Beat beat) {
        if (beat.number() == 0) {
            return;
        }
        boolean granted =
                beat.leaseMillis() > 0
                        && !observes
                        && acceptor.grant(epoch, leader, beat.leaseMillis());
        beats.add(new Heard(beat.number(), server.timing().clockNanos(), granted));
        server.out().add(new ConsensusAction.CollectTouches(link));
    }

    void touched(ConsensusEvent.Touched touched) {
        Heard beat = beats.poll();
        if (beat != null) {
            server.out()
                    .send(
                            touched.link(),
                            new PaxosMessage.BeatAnswer(
                                    beat.number(),
                                    beat.clockNanos(),
                                    beat.granted(),
                                    touched.touches()));
        }
    }
}
