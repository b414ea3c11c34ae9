package io.quorate.consensus.kit;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusActions;
import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.HardState;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Ensemble;
import io.quorate.consensus.kit.state.Outbox;
import io.quorate.consensus.kit.state.RoleState;
import io.quorate.consensus.kit.state.SafetyRules;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.kit.state.Settings;
import io.quorate.consensus.kit.state.Timing;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.peer.LinkEvent;
import java.util.List;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routes events to the role this server is in, and moves it to the next one when a step has asked
 * for that. Source: spec quorum-protocol section 8.
 */
public class RoleCore implements ConsensusCore {

    /** Makes what a protocol does in a role. */
    public interface Roles {
        /**
         * The server has started: what it keeps whatever its role is known. Once, first.
         *
         * @param found what was on its disk
         * @return why it must not go on with that; null if it may
         */
        default String started(Server server, HardState found) {
            return null;
        }

        /** A term as leader. */
        RoleState leading(Server server);

        /** A stay with a leader. */
        RoleState learning(Server server, ServerId leader);
    }

    private static final Logger LOG = LoggerFactory.getLogger(RoleCore.class);

    private final Settings settings;
    private final SafetyRules rules;
    private final Roles roles;
    private final Outbox out = new Outbox();
    private final DurableState durableState = new DurableState(out);
    private final Timing timing;
    private Ensemble ensemble;
    private Server server;
    private RoleState standing;
    private RoleState next;
    private boolean halted;

    /** A core that has seen no event. */
    protected RoleCore(Settings settings, SafetyRules rules, Roles roles) {
        this.settings = settings;
        this.rules = rules;
        this.roles = roles;
        timing = new Timing(this.settings);
    }

    @Override
    public void step(long nowNanos, ConsensusEvent event, ConsensusActions actions) {
        if (halted) {
            return;
        }
        out.open(actions);
        timing.stepping(nowNanos);
        if (event instanceof ConsensusEvent.Start start) {
            start(nowNanos, start);
        } else if (standing == null) {
            halt("an event came before the start");
        } else {
            handle(nowNanos, event);
        }
        while (next != null && !halted) {
            RoleState entered = next;
            next = null;
            if (standing != null) {
                standing.leave();
            }
            standing = entered;
            standing.enter();
        }
    }

    private void handle(long nowNanos, ConsensusEvent event) {
        switch (event) {
            case ConsensusEvent.Link link -> link(link.event());
            case ConsensusEvent.Persisted persisted -> persisted(persisted.ticket());
            case ConsensusEvent.Propose propose -> standing.propose(propose);
            case ConsensusEvent.Call call -> standing.call(call);
            case ConsensusEvent.Answer answer -> standing.answer(answer);
            case ConsensusEvent.Touched touched -> standing.touched(touched);
            case ConsensusEvent.Tick tick -> {
                timing.ticked(nowNanos);
                standing.tick();
            }
            case ConsensusEvent.LogRead read -> standing.logRead(read);
            case ConsensusEvent.SnapshotRead read -> standing.snapshotRead(read);
            case ConsensusEvent.SnapshotLost lost -> standing.snapshotLost(lost);
            case ConsensusEvent.SnapshotStaged staged -> standing.snapshotStaged(staged);
            case ConsensusEvent.HistoryReset reset -> {
                long before = durableState.last();
                durableState.reset(reset);
                ensemble.cut(before, durableState.last());
                standing.historyReset(reset);
            }
            case ConsensusEvent.Elected elected -> standing.elected(elected);
            case ConsensusEvent.MembershipHeard heard -> standing.membershipHeard(heard);
            case ConsensusEvent.HandOver handOver -> standing.handOver(handOver);
            case ConsensusEvent.OracleChanged oracle -> {
                ensemble.oracle(oracle.grants());
                standing.oracleChanged();
            }
            case ConsensusEvent.VoterLooking looking ->
                    standing.voterLooks(looking.server(), looking.vote());
            case ConsensusEvent.Start again -> halt("a second start came");
        }
    }

    private void start(long nowNanos, ConsensusEvent.Start start) {
        if (standing != null) {
            halt("a second start came");
            return;
        }
        timing.start(nowNanos);
        String fault = durableState.start(start);
        if (fault != null) {
            halt(fault);
            return;
        }
        ensemble =
                new Ensemble(
                        start.self(),
                        settings.ensemble().reconfigEnabled(),
                        settings.withOracle(),
                        durableState,
                        rules.configurations(),
                        start.committed(),
                        start.proposed());
        server =
                new Server(
                        settings,
                        rules,
                        out,
                        durableState,
                        ensemble,
                        timing,
                        new SplittableRandom(start.seed()),
                        new Turns());
        String objection = roles.started(server, start.hardState());
        if (objection != null) {
            halt(objection);
            return;
        }
        ensemble.started();
        next = new Looking(server, null, 0);
    }

    private void persisted(long ticket) {
        if (ticket > durableState.ticket()) {
            halt(
                    "ticket "
                            + ticket
                            + " persisted, but the last one given is "
                            + durableState.ticket());
            return;
        }
        durableState.persisted(ticket);
        standing.persisted();
    }

    private void link(LinkEvent event) {
        switch (event) {
            case LinkEvent.Received received ->
                    standing.received(received.link(), received.message());
            case LinkEvent.LinkPressure pressure -> standing.pressure(pressure);
            case LinkEvent.LinkUp up -> {
                if (!standing.up(up)) {
                    out.close(up.link());
                }
            }
            case LinkEvent.LinkDown down -> standing.down(down);
            case LinkEvent.DialFailed failed -> standing.dialFailed(failed);
            case LinkEvent.ListenFailed failed -> standing.listenFailed(failed);
        }
    }

    private void halt(String reason) {
        halted = true;
        out.add(new ConsensusAction.Halt(reason));
    }

    private final class Turns implements Server.RoleTransition {
        @Override
        public void look(String reason) {
            lookLater(reason, 0);
        }

        @Override
        public void lookLater(String reason, long delayNanos) {
            LOG.info("server {} is no longer {}: {}", ensemble.self(), standing.role(), reason);
            next = new Looking(server, null, delayNanos);
        }

        @Override
        public void lookInFavour(ServerId successor) {
            LOG.info("server {} resigns in favour of {}", ensemble.self(), successor);
            next = new Looking(server, successor, 0);
        }

        @Override
        public void lead() {
            next = roles.leading(server);
        }

        @Override
        public void follow(ServerId leader) {
            next = roles.learning(server, leader);
        }

        @Override
        public void halt(String reason) {
            RoleCore.this.halt(reason);
        }
    }

    @Override
    public ConsensusReport report() {
        if (standing == null) {
            return new ConsensusReport(Role.LOOKING, Phase.IDLE, null, 0, 0, 0, 0, 0, List.of());
        }
        return new ConsensusReport(
                standing.role(),
                standing.phase(),
                standing.leader(),
                standing.upstream(),
                durableState.current(),
                durableState.last(),
                durableState.committed(),
                standing.proposalsInFlight(),
                standing.pendingSyncs(),
                standing.learners(),
                standing.outside());
    }
}
