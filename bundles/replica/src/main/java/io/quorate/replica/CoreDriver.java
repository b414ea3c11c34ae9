package io.quorate.replica;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusActions;
import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.host.ActionRules;
import io.quorate.runtime.Clock;
import io.quorate.runtime.FaultPolicy;
import java.util.ArrayDeque;
import java.util.ArrayList;

/**
 * Steps the core and executes its actions strictly in order; events born of them are stepped before
 * anything from outside. An action that breaks the contract of the core is a fault and is not
 * executed. Loop thread only, never re-entered. Source: consensus SPI sections 1.4 and 1.5,
 * docs/adr/0085.
 */
final class CoreDriver {

    /** Who executes the actions. */
    interface ActionHandler {

        void persist(long ticket, ConsensusAction action);

        void appended(ConsensusAction.Append append);

        void commit(long upTo);

        void roleChanged(ConsensusAction.RoleChanged role);

        void called(ConsensusAction.Called called);

        void answered(ConsensusAction.Answered answered);

        void callsLost();

        void renew(ConsensusAction.RenewSessions renewal);

        void sessionLeft(long sessionId);
    }

    private final ConsensusCore core;
    private final ActionRules rules = new ActionRules();
    private final Clock clock;
    private final FaultPolicy faults;
    private final ArrayDeque<ConsensusEvent> born = new ArrayDeque<>();

    /** They come before all else: what the core has handed out is known before it goes on. */
    private final ArrayDeque<ConsensusEvent> proposals = new ArrayDeque<>();

    private final ArrayList<ConsensusAction> actions = new ArrayList<>();
    private final ConsensusActions collector = actions::add;
    private ActionHandler handler;
    private EnsembleServices peers;
    private boolean stepping;

    /** How many of the actions have been executed. */
    private int executed;

    /** Whether the action executed last takes longer, so that all behind it waits. */
    private boolean holding;

    private long lastCallId;

    CoreDriver(ConsensusCore core, Clock clock, FaultPolicy faults) {
        this.core = core;
        this.clock = clock;
        this.faults = faults;
    }

    /** Must be called once, before the first event. */
    void connect(ActionHandler handlers) {
        handler = handlers;
    }

    /** Where there are other servers; before the first event. */
    void connect(EnsembleServices others) {
        peers = others;
    }

    /** An event from outside, or born of an action that is being executed. */
    void event(ConsensusEvent event) {
        (event instanceof ConsensusEvent.Propose ? proposals : born).add(event);
        if (!stepping) {
            outside(() -> {});
        }
    }

    /**
     * Does what came of an action and took longer, as if within a step: events born of it wait
     * until it is done.
     */
    void outside(Runnable work) {
        if (stepping) {
            work.run();
            return;
        }
        stepping = true;
        drive(work);
    }

    /**
     * Called by who executes an action that takes longer than a turn should: the actions and events
     * behind it wait until {@link #goOn}, as if it were still being executed.
     */
    void hold() {
        holding = true;
    }

    /** Whether an action is held: nothing else may be prepared. */
    boolean isHolding() {
        return holding;
    }

    /** The action that is held has been executed but for {@code rest}. */
    void goOn(Runnable rest) {
        holding = false;
        drive(rest);
    }

    private void drive(Runnable first) {
        try {
            first.run();
            while (!holding) {
                if (executed < actions.size()) {
                    execute(actions.get(executed++));
                    continue;
                }
                actions.clear();
                executed = 0;
                ConsensusEvent next = next();
                if (next == null) {
                    return;
                }
                rules.stepping(next);
                core.step(clock.nowNanos(), next, collector);
            }
        } catch (RuntimeException failure) {
            throw faults.fatal("consensus core", failure);
        } finally {
            stepping = holding;
        }
    }

    private ConsensusEvent next() {
        ConsensusEvent proposal = proposals.poll();
        return proposal == null ? born.poll() : proposal;
    }

    /** Asks the leader; returns the id the answer will carry. */
    long call(LeaderCall call) {
        long id = ++lastCallId;
        event(new ConsensusEvent.Call(id, call));
        return id;
    }

    /** The id the next {@link #call} will get. */
    long nextCallId() {
        return lastCallId + 1;
    }

    /**
     * How the core stands. What it reports gates a hand-over of leadership, so it must agree with
     * what it has done.
     */
    ConsensusReport report() {
        ConsensusReport report = core.report();
        if (executed == actions.size()) {
            keeps(rules.check(report));
        }
        return report;
    }

    private void keeps(String broken) {
        if (broken != null) {
            throw faults.fatal("consensus core", "breaks its contract: " + broken);
        }
    }

    private void execute(ConsensusAction action) {
        keeps(rules.check(action));
        switch (action) {
            case ConsensusAction.Append append -> {
                handler.appended(append);
                handler.persist(append.ticket(), append);
            }
            case ConsensusAction.Commit commit -> handler.commit(commit.upTo());
            case ConsensusAction.Called called -> handler.called(called);
            case ConsensusAction.Answered answered -> handler.answered(answered);
            case ConsensusAction.WriteHardState state -> handler.persist(state.ticket(), state);
            case ConsensusAction.RoleChanged role -> handler.roleChanged(role);
            case ConsensusAction.CallsLost lost -> handler.callsLost();
            case ConsensusAction.RenewSessions renewal -> handler.renew(renewal);
            case ConsensusAction.SessionLeft left -> handler.sessionLeft(left.sessionId());
            case ConsensusAction.Halt halt -> throw faults.fatal("consensus core", halt.reason());
            case ConsensusAction.Link link -> peers(link).link(link.action());
            case ConsensusAction.CollectTouches touches -> peers(touches).collectTouches(touches);
            case ConsensusAction.ReadLog read -> peers(read).readLog(read);
            case ConsensusAction.ReadSnapshot read -> peers(read).readSnapshot(read);
            case ConsensusAction.CancelRead cancel -> peers(cancel).cancel(cancel.id());
            case ConsensusAction.StageSnapshot stage -> peers(stage).stage(stage);
            case ConsensusAction.StageEntry stage -> peers(stage).stage(stage);
            case ConsensusAction.StartElection election -> peers(election).startElection(election);
            case ConsensusAction.StoreMembership membership -> {
                peers(membership).store(membership);
                handler.persist(membership.ticket(), membership);
            }
            case ConsensusAction.Truncate truncate -> {
                peers(truncate).history().announce(truncate);
                handler.persist(truncate.ticket(), truncate);
            }
            case ConsensusAction.InstallSnapshot install -> {
                peers(install).history().announce(install);
                handler.persist(install.ticket(), install);
            }
        }
    }

    /**
     * Peers, elections and snapshot transfer belong to ensembles; a core that stands alone never
     * asks for them.
     */
    private EnsembleServices peers(ConsensusAction action) {
        if (peers == null) {
            throw faults.fatal(
                    "consensus core", "this server has no peers, but the core asked for " + action);
        }
        return peers;
    }
}
