package io.quorate.consensus.kit;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.kit.state.Divergence;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Ensemble;
import io.quorate.consensus.kit.state.RoleState;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.kit.state.Timing;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;

/** No leader known: an election runs. Source: spec quorum-protocol sections 7.1, 8. */
final class Looking implements RoleState {

    /** So often a server whose history is to be adopted asks whether the leader has resigned. */
    private static final long ADOPTION_PAUSE_NANOS = Timing.nanos(50);

    private final Server server;
    private final ServerId favoured;
    private final long notBefore;
    private boolean asked;

    /**
     * A new round.
     *
     * @param favoured the server to vote for first; null = as the history says
     * @param delayNanos how long to wait before
     */
    Looking(Server server, ServerId favoured, long delayNanos) {
        this.server = server;
        this.favoured = favoured;
        notBefore = server.timing().now() + delayNanos;
    }

    @Override
    public Role role() {
        return Role.LOOKING;
    }

    @Override
    public Phase phase() {
        return Phase.IDLE;
    }

    @Override
    public ServerId leader() {
        return null;
    }

    @Override
    public void enter() {
        server.out()
                .add(
                        new ConsensusAction.RoleChanged(
                                Role.LOOKING,
                                Phase.IDLE,
                                null,
                                server.durableState().current(),
                                0));
        ask();
    }

    @Override
    public void leave() {}

    @Override
    public void tick() {
        ask();
    }

    @Override
    public void historyReset(ConsensusEvent.HistoryReset reset) {
        ask();
    }

    /** Nobody can vote for a history that is being cut. */
    private void ask() {
        if (!asked && !server.durableState().resetting() && server.timing().now() >= notBefore) {
            asked = true;
            server.out().add(new ConsensusAction.StartElection(vote()));
        }
    }

    private Vote vote() {
        DurableState durableState = server.durableState();
        Ensemble ensemble = server.ensemble();
        if (ensemble.observes()) {
            return Vote.NEUTRAL;
        }
        ServerId candidate =
                !ensemble.votes(ensemble.self()) || server.divergence().isWithdrawn()
                        ? Vote.NOBODY
                        : favoured != null ? favoured : ensemble.self();
        return new Vote(candidate, durableState.zxidForVotes(), durableState.epochForVotes());
    }

    @Override
    public void elected(ConsensusEvent.Elected elected) {
        if (!asked) {
            return;
        }
        ServerId leader = elected.vote().leader();
        boolean other = !leader.equals(server.ensemble().self());
        Divergence divergence = server.divergence();
        if (other && divergence.isAdopting()) {
            server.turn().lookLater("its history is to be adopted", ADOPTION_PAUSE_NANOS);
        } else if (other && divergence.isWithdrawn() && elected.vote().epoch() < ownEpoch()) {
            // To ask for more would only raise the epochs of the ensemble.
            divergence.met(leader, server.ensemble().self(), elected.vote().epoch(), true);
            server.turn().lookLater("it stays out", divergence.pauseNanos());
        } else if (other) {
            server.turn().follow(leader);
        } else if (server.ensemble().votes(leader)) {
            server.turn().lead();
        } else {
            server.turn().look("elected without having a vote");
        }
    }

    private long ownEpoch() {
        return server.durableState().current();
    }

    @Override
    public void handOver(ConsensusEvent.HandOver handOver) {
        if (server.ensemble().self().equals(handOver.successor())) {
            server.divergence().adopt();
            server.turn().look("its history is to be adopted");
        }
    }

    @Override
    public void membershipHeard(ConsensusEvent.MembershipHeard heard) {
        if (server.ensemble().activate(heard.membership(), null)) {
            asked = false;
            ask();
        }
    }
}
