package io.quorate.simulation;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.simulation.RewritingFactory.Mistake;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Historical bugs of ZAB and wrong orders, to be planted around sound cores. The numbers are
 * ZooKeeper's, see spec quorum-protocol section 22.2. Each call makes the mistake of one core.
 */
public final class Mistakes {

    private Mistakes() {}

    /** 1291, 3911, 4646: what was promised or acknowledged is not yet on disk. */
    public static Mistake sendingBeforeTheDiskAnswers() {
        return Mistake.inEach(
                action ->
                        action instanceof ConsensusAction.Link(LinkAction.Send send)
                                ? new ConsensusAction.Link(
                                        new LinkAction.Send(send.link(), send.message(), 0))
                                : action);
    }

    /** 4646: a follower acknowledges a proposal when it comes, not when its disk has it. */
    public static Mistake acknowledgingWhatCame() {
        return new Mistake() {
            @Override
            public List<ConsensusAction> actions(
                    ConsensusEvent cause, List<ConsensusAction> actions) {
                if (!(cause
                                instanceof
                                ConsensusEvent.Link(
                                        LinkEvent.Received(
                                                LinkId link,
                                                ZabMessage.Proposal proposal)))
                        || actions.stream().noneMatch(ConsensusAction.Append.class::isInstance)) {
                    return actions;
                }
                List<ConsensusAction> done = new ArrayList<>(actions);
                ZabMessage ack = new ZabMessage.Ack(proposal.zxid());
                done.add(new ConsensusAction.Link(new LinkAction.Send(link, ack, 0)));
                return done;
            }
        };
    }

    /** 335, 1291: a promise is forgotten by a crash. */
    public static Mistake forgettingThePromise() {
        return new Mistake() {
            private HardState stored = HardState.INITIAL;

            @Override
            public ConsensusEvent event(ConsensusEvent event) {
                stored = event instanceof ConsensusEvent.Start start ? start.hardState() : stored;
                return event;
            }

            @Override
            public void action(ConsensusAction action, List<ConsensusAction> done) {
                if (action instanceof ConsensusAction.WriteHardState write) {
                    if (write.hardState().currentEpoch() != stored.currentEpoch()) {
                        stored = write.hardState();
                    }
                    done.add(new ConsensusAction.WriteHardState(write.ticket(), stored));
                } else {
                    done.add(action);
                }
            }
        };
    }

    /**
     * 1264, 1282: the current epoch is written when the server begins to serve instead of before it
     * acknowledges the leader.
     */
    public static Mistake enteringTheEpochLate() {
        return new EpochLate();
    }

    /**
     * 4643, and the wrong order of C4: a learner enters the epoch before its history is there, so
     * that a short history wins elections.
     */
    public static Mistake enteringTheEpochEarly() {
        return new Mistake() {
            private Role role = Role.LOOKING;

            @Override
            public void action(ConsensusAction action, List<ConsensusAction> done) {
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

            private ConsensusAction entered(ConsensusAction.WriteHardState write) {
                HardState wanted = write.hardState();
                return new ConsensusAction.WriteHardState(
                        write.ticket(),
                        new HardState(
                                wanted.acceptedEpoch(),
                                wanted.acceptedEpoch(),
                                wanted.pluginState()));
            }
        };
    }

    /**
     * 790, 1549, and the wrong order of C2: an elected leader takes its whole log for committed.
     */
    public static Mistake committingWhenElected() {
        return new Ahead(Role.LEADING);
    }

    /** 2355, 2678, C2: a learner applies what it logs during synchronisation. */
    public static Mistake applyingInSynchronisation() {
        return new Ahead(Role.FOLLOWING);
    }

    /** 4925: what a leader hands on as history has a hole. */
    public static Mistake aHoleInTheHistory() {
        return new Mistake() {
            @Override
            public ConsensusEvent event(ConsensusEvent event) {
                if (event instanceof ConsensusEvent.LogRead read && read.entries().size() > 3) {
                    List<LogEntry> entries = new ArrayList<>(read.entries());
                    entries.remove(entries.size() / 2);
                    return new ConsensusEvent.LogRead(read.read(), entries, read.status());
                }
                return event;
            }
        };
    }

    /** 1653, 4269: a snapshot is installed without the epoch it belongs to. */
    public static Mistake installingWithoutTheEpoch() {
        return new Mistake() {
            private HardState stored = HardState.INITIAL;

            @Override
            public ConsensusEvent event(ConsensusEvent event) {
                stored = event instanceof ConsensusEvent.Start start ? start.hardState() : stored;
                return event;
            }

            @Override
            public void action(ConsensusAction action, List<ConsensusAction> done) {
                stored =
                        action instanceof ConsensusAction.WriteHardState write
                                ? write.hardState()
                                : stored;
                done.add(
                        action instanceof ConsensusAction.InstallSnapshot install
                                ? withHardState(install, stored)
                                : action);
            }
        };
    }

    /**
     * A ZooKeeper learner whose commits overtake its syncs answers nobody any more; each SYNC
     * leaves behind what comes next on its link.
     */
    public static Mistake aCommitOvertakesASync() {
        return new Mistake() {
            private final Map<LinkId, List<ConsensusAction>> late = new HashMap<>();

            @Override
            public void action(ConsensusAction action, List<ConsensusAction> done) {
                if (!(action instanceof ConsensusAction.Link(LinkAction.Send send))) {
                    done.add(action);
                } else if (isSync(send)) {
                    late.computeIfAbsent(send.link(), link -> new ArrayList<>()).add(action);
                } else {
                    done.add(action);
                    done.addAll(Objects.requireNonNullElse(late.remove(send.link()), List.of()));
                }
            }

            private static boolean isSync(LinkAction.Send send) {
                return send.message().toString().startsWith("Synced");
            }
        };
    }

    /** A sync that proves nothing. */
    public static Mistake answeringSyncsAtOnce() {
        return new Mistake() {
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
                done.add(new ConsensusAction.Answered(answered, LeaderAnswer.Synced.INSTANCE));
                answered = -1;
                return done;
            }
        };
    }

    /** What was proposed and cut stays on the disk. */
    static Mistake rememberingWhatWasCut() {
        return new Mistake() {
            private long inForce;

            @Override
            public ConsensusEvent event(ConsensusEvent event) {
                inForce =
                        event instanceof ConsensusEvent.Start start
                                ? start.committed().version()
                                : inForce;
                return event;
            }

            @Override
            public void action(ConsensusAction action, List<ConsensusAction> done) {
                if (!(action instanceof ConsensusAction.StoreMembership store)) {
                    done.add(action);
                } else if (store.stage() == ConsensusAction.Stage.COMMITTED) {
                    inForce = store.membership().version();
                    done.add(action);
                } else if (store.membership().version() > inForce) {
                    done.add(action);
                }
            }
        };
    }

    private static ConsensusAction withHardState(
            ConsensusAction.InstallSnapshot install, HardState hardState) {
        return new ConsensusAction.InstallSnapshot(
                install.ticket(),
                install.transfer(),
                install.zxid(),
                hardState,
                install.keepTail());
    }

    private static final class EpochLate implements Mistake {
        private HardState stored = HardState.INITIAL;
        private long due = -1;

        @Override
        public ConsensusEvent event(ConsensusEvent event) {
            stored = event instanceof ConsensusEvent.Start start ? start.hardState() : stored;
            return event;
        }

        @Override
        public void action(ConsensusAction action, List<ConsensusAction> done) {
            switch (action) {
                case ConsensusAction.WriteHardState write ->
                        done.add(
                                new ConsensusAction.WriteHardState(
                                        write.ticket(), late(write.hardState())));
                case ConsensusAction.InstallSnapshot install ->
                        done.add(withHardState(install, late(install.hardState())));
                case ConsensusAction.RoleChanged changed
                        when changed.phase() == Phase.SERVING && due > stored.currentEpoch() -> {
                    stored = new HardState(stored.acceptedEpoch(), due, stored.pluginState());
                    done.add(new ConsensusAction.WriteHardState(0, stored));
                    done.add(changed);
                }
                default -> done.add(action);
            }
        }

        private HardState late(HardState wanted) {
            due = wanted.currentEpoch();
            stored =
                    new HardState(
                            wanted.acceptedEpoch(), stored.currentEpoch(), wanted.pluginState());
            return stored;
        }
    }

    /** C1: a tail that nobody has contradicted is dropped when a new leader is met. */
    public static Mistake droppingATailEarly() {
        return new Mistake() {
            private long applied;

            @Override
            public ConsensusEvent event(ConsensusEvent event) {
                applied =
                        switch (event) {
                            case ConsensusEvent.Start start -> start.appliedZxid();
                            case ConsensusEvent.HistoryReset reset -> reset.appliedZxid();
                            default -> applied;
                        };
                return event;
            }

            @Override
            public void action(ConsensusAction action, List<ConsensusAction> done) {
                done.add(action);
                if (action instanceof ConsensusAction.Commit commit) {
                    applied = commit.upTo();
                } else if (action instanceof ConsensusAction.RoleChanged changed
                        && changed.role() == Role.FOLLOWING
                        && changed.phase() == Phase.SYNCING) {
                    done.add(new ConsensusAction.Truncate(0, applied));
                }
            }
        };
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
        public void action(ConsensusAction action, List<ConsensusAction> done) {
            if (action instanceof ConsensusAction.Commit commit) {
                if (commit.upTo() > applied) {
                    applied = commit.upTo();
                    done.add(commit);
                }
                return;
            }
            done.add(action);
            last = action instanceof ConsensusAction.Append append ? append.entry().zxid() : last;
            syncing =
                    action instanceof ConsensusAction.RoleChanged changed
                            ? changed.role() == where && changed.phase() == Phase.SYNCING
                            : syncing;
            if (syncing && last > applied) {
                applied = last;
                done.add(new ConsensusAction.Commit(last));
            }
        }
    }
}
