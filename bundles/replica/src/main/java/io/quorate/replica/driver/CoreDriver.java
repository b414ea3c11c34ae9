package io.quorate.replica.driver;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.host.ActionRules;
import io.quorate.peer.LinkAction;
import io.quorate.runtime.Clock;
import io.quorate.runtime.FaultPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Steps the core and executes its actions strictly in order; events born of them are stepped before
 * anything from outside. An action that breaks the contract of the core is a fault and is not
 * executed. Loop thread only, never re-entered. Source: consensus SPI sections 1.4 and 1.5,
 * docs/adr/0085.
 */
public final class CoreDriver implements PersistenceListener {

    /** Executes the actions. */
    public interface ActionHandler {

        void persist(long ticket, ConsensusAction action);

        void appended(ConsensusAction.Append append);

        void commit(long upTo);

        void roleChanged(ConsensusAction.RoleChanged role);

        void called(ConsensusAction.Called called);

        void answered(ConsensusAction.Answered answered);

        void callsLost();

        void renew(ConsensusAction.RenewSessions renewal);

        void sessionLeft(long sessionId);

        void collectTouches(ConsensusAction.CollectTouches collect);

        /** Everything up to the ticket is durable; before the core hears of it. */
        void persisted(long ticket);

        /** The worker has changed history, and perhaps the tree; before the core hears of it. */
        void historyReset();
    }

    /** Executes those that exist only where there are other servers. */
    public interface EnsembleActionHandler {

        void link(LinkAction action);

        void readLog(ConsensusAction.ReadLog read);

        void readSnapshot(ConsensusAction.ReadSnapshot read);

        void cancel(long id);

        void stage(ConsensusAction.StageSnapshot chunk);

        void stage(ConsensusAction.StageEntry entry);

        void startElection(ConsensusAction.StartElection start);

        void store(ConsensusAction.StoreMembership store);

        /** History will be cut. */
        void announce(ConsensusAction.Truncate truncate);

        /** A staged tree will take the place of tree and log. */
        void announce(ConsensusAction.InstallSnapshot install);
    }

    private final ConsensusCore core;
    private final ActionRules rules = new ActionRules();
    private final Clock clock;
    private final FaultPolicy faults;
    private final EventQueue events = new EventQueue();
    private final ActionQueue actions = new ActionQueue();

    @SuppressWarnings("NullAway.Init") // given by start
    private ActionHandler handler;

    @SuppressWarnings("NullAway.Init") // as handler
    private EnsembleActionHandler ensemble;

    private boolean stepping;

    /** Whether the action executed last takes longer, so that all behind it waits. */
    private boolean holding;

    private long lastCallId;

    public CoreDriver(ConsensusCore core, Clock clock, FaultPolicy faults) {
        this.core = core;
        this.clock = clock;
        this.faults = faults;
    }

    /** Before the first event: what executes the actions. */
    public void start(ActionHandler actionHandler, EnsembleActionHandler ensembleHandler) {
        handler = actionHandler;
        ensemble = ensembleHandler;
    }

    @Override
    public void persisted(long ticket) {
        handler.persisted(ticket);
        event(new ConsensusEvent.Persisted(ticket));
    }

    @Override
    public void historyReset(ConsensusEvent.HistoryReset reset) {
        handler.historyReset();
        event(reset);
    }

    /** An event from outside, or born of an action that is being executed. */
    public void event(ConsensusEvent event) {
        events.add(event);
        if (!stepping) {
            outside(() -> {});
        }
    }

    /**
     * Does what came of an action and took longer, as if within a step: events born of it wait
     * until it is done.
     */
    public void outside(Runnable work) {
        if (stepping) {
            work.run();
            return;
        }
        stepping = true;
        drive(work);
    }

    /**
     * Called by code that executes an action that takes longer than a turn should: the actions and
     * events behind it wait until {@link #goOn}, as if it were still being executed.
     */
    public void hold() {
        holding = true;
    }

    /** The action that is held has been executed but for {@code rest}. */
    public void goOn(Runnable rest) {
        holding = false;
        drive(rest);
    }

    private void drive(Runnable first) {
        try {
            first.run();
            while (!holding) {
                if (!actions.isDone()) {
                    execute(actions.next());
                    continue;
                }
                actions.clear();
                ConsensusEvent next = events.poll();
                if (next == null) {
                    return;
                }
                rules.stepping(next);
                core.step(clock.nowNanos(), next, actions);
            }
        } catch (RuntimeException failure) {
            throw faults.fatal("consensus core", failure);
        } finally {
            stepping = holding;
        }
    }

    /** Asks the leader; returns the id the answer will carry. */
    public long call(LeaderCall call) {
        long id = ++lastCallId;
        event(new ConsensusEvent.Call(id, call));
        return id;
    }

    /** The id the next {@link #call} will get. */
    public long nextCallId() {
        return lastCallId + 1;
    }

    /**
     * How the core stands. What it reports gates a hand-over of leadership, so it must agree with
     * what it has done.
     */
    public ConsensusReport report() {
        ConsensusReport report = core.report();
        if (actions.isDone()) {
            keeps(rules.check(report));
        }
        return report;
    }

    private void keeps(@Nullable String broken) {
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
            case ConsensusAction.Link link -> ensemble.link(link.action());
            case ConsensusAction.CollectTouches touches -> handler.collectTouches(touches);
            case ConsensusAction.ReadLog read -> ensemble.readLog(read);
            case ConsensusAction.ReadSnapshot read -> ensemble.readSnapshot(read);
            case ConsensusAction.CancelRead cancel -> ensemble.cancel(cancel.id());
            case ConsensusAction.StageSnapshot stage -> ensemble.stage(stage);
            case ConsensusAction.StageEntry stage -> ensemble.stage(stage);
            case ConsensusAction.StartElection election -> ensemble.startElection(election);
            case ConsensusAction.StoreMembership membership -> {
                ensemble.store(membership);
                handler.persist(membership.ticket(), membership);
            }
            case ConsensusAction.Truncate truncate -> {
                ensemble.announce(truncate);
                handler.persist(truncate.ticket(), truncate);
            }
            case ConsensusAction.InstallSnapshot install -> {
                ensemble.announce(install);
                handler.persist(install.ticket(), install);
            }
        }
    }
}
