package io.quorate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.LogEntry;
import io.quorate.election.fast.FastElectionFactory;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.peer.LinkAction;
import io.quorate.simulation.RewritingFactory.Mistake;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.Simulation;
import io.quorate.testkit.sim.invariant.Invariants;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Historical bugs and wrong orders, planted around sound cores of a consensus, must be caught
 * within a bounded number of seeds. The numbers are ZooKeeper's, see spec quorum-protocol section
 * 22.2.
 *
 * <p>{@code -Dquorate.mutants.seeds=n} sets how long to look (default and full size 20,000; the
 * slowest needs a few hundred).
 */
abstract class ConsensusMutants {

    private static final int SEEDS_MAX = Integer.getInteger("quorate.mutants.seeds", 20_000);

    /** The protocol whose cores make mistakes. */
    protected abstract ConsensusFactory sound();

    /** What its runs must hold of their own. */
    protected abstract Invariants watched(SimPlan plan);

    void caught(String what, Supplier<Mistake> mistake, String... invariants) {
        caught(what, mistake, this::watched, invariants);
    }

    /**
     * A mistake must be noticed.
     *
     * @param invariants those that may notice it
     */
    void caught(
            String what,
            Supplier<Mistake> mistake,
            Function<SimPlan, Invariants> watched,
            String... invariants) {
        for (int seed = 1; seed <= SEEDS_MAX; seed++) {
            String by;
            try {
                SimPlan plan = SimPlan.everything(seed % 4 == 3 ? 5 : 3, 0);
                new Simulation(
                                Assembly.of(
                                        new RewritingFactory(sound(), mistake),
                                        new FastElectionFactory()),
                                watched.apply(plan),
                                plan,
                                seed,
                                false)
                        .run();
                continue;
            } catch (Violation violation) {
                by = violation.invariant();
            }
            System.out.printf("| %s | %s | %d |%n", what, by, seed);
            // A wrong order may break the contract of a core before it does its damage.
            if (!by.equals("CoreContract")) {
                assertThat(by).as("what caught: %s", what).isIn((Object[]) invariants);
            }
            return;
        }
        throw new AssertionError("not noticed in " + SEEDS_MAX + " seeds: " + what);
    }

    /** 1291, 3911, 4646: what was promised or acknowledged is not yet on disk. */
    @Test
    void sendingBeforeTheDiskAnswers() {
        caught(
                "1291, 3911, 4646: promises and acknowledgements leave before the disk answers",
                () ->
                        Mistake.inEach(
                                action ->
                                        action instanceof ConsensusAction.Link link
                                                        && link.action()
                                                                instanceof LinkAction.Send send
                                                ? new ConsensusAction.Link(
                                                        new LinkAction.Send(
                                                                send.link(), send.message(), 0))
                                                : action),
                "CommittedIsDurable",
                "OneDiscoveryPerEpoch",
                "OneLeaderPerBallot",
                "OneLeaderPerTerm");
    }

    /**
     * 1264, 1282: the current epoch is written when the server begins to serve instead of before it
     * acknowledges the leader.
     */
    @Test
    void enteringTheEpochLate() {
        caught(
                "1264, 1282: the current epoch is written at UPTODATE",
                EpochLate::new,
                "EpochsInOrder",
                "PromisesStand",
                "RecoversWhenCalm",
                "LeaderHasEverything",
                "NoCommittedCut",
                "CommittedPrefixEqual");
    }

    private static final class EpochLate implements Mistake {
        private HardState stored = HardState.INITIAL;
        private long due = -1;

        @Override
        public List<ConsensusAction> actions(ConsensusEvent cause, List<ConsensusAction> actions) {
            stored = cause instanceof ConsensusEvent.Start start ? start.hardState() : stored;
            List<ConsensusAction> done = new ArrayList<>();
            for (ConsensusAction action : actions) {
                switch (action) {
                    case ConsensusAction.WriteHardState write ->
                            done.add(
                                    new ConsensusAction.WriteHardState(
                                            write.ticket(), late(write.hardState())));
                    case ConsensusAction.InstallSnapshot install ->
                            done.add(
                                    new ConsensusAction.InstallSnapshot(
                                            install.ticket(),
                                            install.transfer(),
                                            install.zxid(),
                                            late(install.hardState()),
                                            install.keepTail()));
                    case ConsensusAction.RoleChanged changed
                            when changed.phase() == Phase.SERVING
                                    && due > stored.currentEpoch() -> {
                        stored = new HardState(stored.acceptedEpoch(), due, stored.pluginState());
                        done.add(new ConsensusAction.WriteHardState(0, stored));
                        done.add(changed);
                    }
                    default -> done.add(action);
                }
            }
            return done;
        }

        private HardState late(HardState wanted) {
            due = wanted.currentEpoch();
            stored =
                    new HardState(
                            wanted.acceptedEpoch(), stored.currentEpoch(), wanted.pluginState());
            return stored;
        }
    }

    /**
     * 4643, and the wrong order of C4: a learner enters the epoch before its history is there, so
     * that a short history wins elections.
     */
    @Test
    void enteringTheEpochEarly() {
        caught(
                "4643: a learner writes the current epoch with its promise, before the history",
                () ->
                        new Mistake() {
                            private Role role = Role.LOOKING;

                            @Override
                            public List<ConsensusAction> actions(
                                    ConsensusEvent cause, List<ConsensusAction> actions) {
                                List<ConsensusAction> done = new ArrayList<>();
                                for (ConsensusAction action : actions) {
                                    role =
                                            action instanceof ConsensusAction.RoleChanged changed
                                                    ? changed.role()
                                                    : role;
                                    done.add(
                                            action instanceof ConsensusAction.WriteHardState write
                                                            && role == Role.FOLLOWING
                                                    ? entered(write)
                                                    : action);
                                }
                                return done;
                            }

                            private ConsensusAction entered(ConsensusAction.WriteHardState write) {
                                HardState wanted = write.hardState();
                                return new ConsensusAction.WriteHardState(
                                        write.ticket(),
                                        new HardState(
                                                wanted.acceptedEpoch(),
                                                wanted.acceptedEpoch(),
                                                wanted.pluginState()));
                            }
                        },
                "LeaderHasEverything",
                "NoCommittedCut",
                "CommittedPrefixEqual",
                "AppliedInOrder");
    }

    /**
     * 790, 1549, and the wrong order of C2: an elected leader takes its whole log for committed.
     */
    @Test
    void committingWhenElected() {
        caught(
                "790, 1549: an elected leader applies its log before a quorum has it",
                () -> new Ahead(Role.LEADING),
                "CommittedIsDurable",
                "CommittedPrefixEqual");
    }

    /** 2355, 2678, C2: a learner applies what it logs during synchronisation. */
    @Test
    void applyingInSynchronisation() {
        caught(
                "2355, 2678: a learner applies during synchronisation what nobody committed",
                () -> new Ahead(Role.FOLLOWING),
                "CommittedIsDurable",
                "CommittedPrefixEqual");
    }

    /**
     * Commits what is logged as soon as a role begins to synchronise, and keeps quiet when it is
     * committed in truth.
     */
    private static final class Ahead implements Mistake {
        private final Role where;
        private long last;
        private long applied;
        private boolean syncing;

        Ahead(Role where) {
            this.where = where;
        }

        @Override
        public ConsensusEvent event(ConsensusEvent event) {
            if (event instanceof ConsensusEvent.Start start) {
                last = start.lastZxid();
                applied = start.appliedZxid();
            } else if (event instanceof ConsensusEvent.HistoryReset reset) {
                last = reset.lastZxid();
                applied = reset.appliedZxid();
            }
            return event;
        }

        @Override
        public List<ConsensusAction> actions(ConsensusEvent cause, List<ConsensusAction> actions) {
            List<ConsensusAction> done = new ArrayList<>();
            for (ConsensusAction action : actions) {
                if (action instanceof ConsensusAction.Commit commit) {
                    if (commit.upTo() > applied) {
                        applied = commit.upTo();
                        done.add(commit);
                    }
                    continue;
                }
                done.add(action);
                last =
                        action instanceof ConsensusAction.Append append
                                ? append.entry().zxid()
                                : last;
                syncing =
                        action instanceof ConsensusAction.RoleChanged changed
                                ? changed.role() == where && changed.phase() == Phase.SYNCING
                                : syncing;
                if (syncing && last > applied) {
                    applied = last;
                    done.add(new ConsensusAction.Commit(last));
                }
            }
            return done;
        }
    }

    /** 4925: what a leader hands on as history has a hole. */
    @Test
    void aHoleInTheHistory() {
        caught(
                "4925: the history handed to a learner has a hole",
                () ->
                        new Mistake() {
                            @Override
                            public ConsensusEvent event(ConsensusEvent event) {
                                if (event instanceof ConsensusEvent.LogRead read
                                        && read.entries().size() > 3) {
                                    List<LogEntry> entries = new ArrayList<>(read.entries());
                                    entries.remove(entries.size() / 2);
                                    return new ConsensusEvent.LogRead(
                                            read.read(), entries, read.status());
                                }
                                return event;
                            }
                        },
                "CommittedPrefixEqual",
                "AppliedInOrder",
                "RecoversWhenCalm");
    }

    /** 1653, 4269: a snapshot is installed without the epoch it belongs to. */
    @Test
    void installingWithoutTheEpoch() {
        caught(
                "1653, 4269: a snapshot is installed without the epoch",
                () ->
                        new Mistake() {
                            private HardState stored = HardState.INITIAL;

                            @Override
                            public List<ConsensusAction> actions(
                                    ConsensusEvent cause, List<ConsensusAction> actions) {
                                stored =
                                        cause instanceof ConsensusEvent.Start start
                                                ? start.hardState()
                                                : stored;
                                List<ConsensusAction> done = new ArrayList<>();
                                for (ConsensusAction action : actions) {
                                    stored =
                                            action instanceof ConsensusAction.WriteHardState write
                                                    ? write.hardState()
                                                    : stored;
                                    done.add(
                                            action
                                                            instanceof
                                                            ConsensusAction.InstallSnapshot install
                                                    ? new ConsensusAction.InstallSnapshot(
                                                            install.ticket(),
                                                            install.transfer(),
                                                            install.zxid(),
                                                            stored,
                                                            install.keepTail())
                                                    : action);
                                }
                                return done;
                            }
                        },
                "EpochsInOrder",
                "PromisesStand",
                "LeaderHasEverything",
                "NoCommittedCut");
    }

    /** A sync that proves nothing. */
    @Test
    void answeringSyncsAtOnce() {
        caught(
                "a sync is answered without asking the leader",
                () ->
                        new Mistake() {
                            private long answered = -1;

                            @Override
                            public ConsensusEvent event(ConsensusEvent event) {
                                if (event instanceof ConsensusEvent.Call call
                                        && call.call() instanceof LeaderCall.Sync) {
                                    answered = call.callId();
                                    return null;
                                }
                                return event;
                            }

                            @Override
                            public List<ConsensusAction> actions(
                                    ConsensusEvent cause, List<ConsensusAction> actions) {
                                if (answered < 0) {
                                    return actions;
                                }
                                List<ConsensusAction> done = new ArrayList<>(actions);
                                done.add(
                                        new ConsensusAction.Answered(
                                                answered, LeaderAnswer.Synced.INSTANCE));
                                answered = -1;
                                return done;
                            }
                        },
                "SyncIsFresh",
                "Linearizable");
    }
}
