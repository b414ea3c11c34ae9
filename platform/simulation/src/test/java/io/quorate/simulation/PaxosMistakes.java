package io.quorate.simulation;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.Touches;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.Role;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.simulation.RewritingFactory.Mistake;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Mistakes of Multi-Paxos, to be planted around sound cores. Each call makes the mistake of one
 * core. Source: spec multi-paxos section 11.
 */
final class PaxosMistakes {

    private PaxosMistakes() {}

    /** Hears something, and says more to its core than was said to it. */
    private abstract static class Hearing implements Mistake {
        private final ArrayDeque<ConsensusEvent> more = new ArrayDeque<>();

        /** The core is told this as well. */
        void tell(ConsensusEvent event) {
            more.add(event);
        }

        /** The core is told that this came on a link. */
        void tell(LinkId link, PaxosMessage message) {
            tell(new ConsensusEvent.Link(new LinkEvent.Received(link, message)));
        }

        /** Something came; true if the core is not to hear of it. */
        boolean hears(LinkId link, PaxosMessage message) {
            return false;
        }

        /** The core does something. */
        void sees(ConsensusAction action) {}

        @Override
        public ConsensusEvent event(ConsensusEvent event) {
            boolean deaf =
                    event
                                    instanceof
                                    ConsensusEvent.Link(
                                            LinkEvent.Received(LinkId link, PaxosMessage message))
                            && hears(link, message);
            return deaf ? null : event;
        }

        @Override
        public List<ConsensusAction> actions(ConsensusEvent cause, List<ConsensusAction> actions) {
            actions.forEach(this::sees);
            return actions;
        }

        @Override
        public ConsensusEvent beside() {
            return more.poll();
        }
    }

    /** A voter has accepted what came, not what its disk has. */
    static Mistake acceptingWhatCame() {
        return new Mistake() {
            @Override
            public List<ConsensusAction> actions(
                    ConsensusEvent cause, List<ConsensusAction> actions) {
                if (!(cause
                                instanceof
                                ConsensusEvent.Link(
                                        LinkEvent.Received(
                                                LinkId link,
                                                PaxosMessage.Accept accept)))
                        || actions.stream().noneMatch(ConsensusAction.Append.class::isInstance)) {
                    return actions;
                }
                List<ConsensusAction> done = new ArrayList<>(actions);
                PaxosMessage accepted = new PaxosMessage.Accepted(accept.zxid());
                done.add(new ConsensusAction.Link(new LinkAction.Send(link, accepted, 0)));
                return done;
            }
        };
    }

    /**
     * What a server had accepted in older ballots counts for this one: a server that has promised
     * with the whole history is taken to have accepted it in the new ballot.
     */
    static Mistake countingOlderBallots() {
        return new Hearing() {
            private final Map<LinkId, Long> ends = new HashMap<>();

            @Override
            boolean hears(LinkId link, PaxosMessage message) {
                if (message instanceof PaxosMessage.Promise promise && promise.counted()) {
                    ends.put(link, promise.last());
                }
                return false;
            }

            @Override
            void sees(ConsensusAction action) {
                if (action
                                instanceof
                                ConsensusAction.Link(
                                        LinkAction.Send(
                                                LinkId link,
                                                PaxosMessage.EpochStart start,
                                                long after))
                        && ends.getOrDefault(link, -1L) == start.previous()) {
                    tell(link, new PaxosMessage.Accepted(Zxid.of(start.epoch(), 0)));
                }
            }
        };
    }

    /** A learner serves when it has the history, whoever else has it. */
    static Mistake servingBeforeAQuorumHasAccepted() {
        return new Hearing() {
            @Override
            boolean hears(LinkId link, PaxosMessage message) {
                if (message instanceof PaxosMessage.EpochStart) {
                    tell(link, new PaxosMessage.Serve());
                }
                return false;
            }
        };
    }

    /** A learner takes for chosen what it is told to accept. */
    static Mistake choosingWhatItAccepts() {
        return new Hearing() {
            private Role role = Role.LOOKING;

            @Override
            void sees(ConsensusAction action) {
                role = action instanceof ConsensusAction.RoleChanged it ? it.role() : role;
            }

            @Override
            boolean hears(LinkId link, PaxosMessage message) {
                if (message instanceof PaxosMessage.Accept accept && role == Role.FOLLOWING) {
                    tell(link, new PaxosMessage.Commit(accept.zxid()));
                }
                return false;
            }
        };
    }

    /** A leader counts itself before its own disk has what it proposes. */
    static Mistake countingTheOwnDiskEarly() {
        return new Hearing() {
            private Role role = Role.LOOKING;

            @Override
            void sees(ConsensusAction action) {
                role = action instanceof ConsensusAction.RoleChanged it ? it.role() : role;
                if (role == Role.LEADING && action instanceof ConsensusAction.Append append) {
                    tell(new ConsensusEvent.Persisted(append.ticket()));
                }
            }
        };
    }

    /** A leader takes a beat for answered when it sends it. */
    static Mistake provingByBeatsThatWereSent() {
        return new Hearing() {
            @Override
            boolean hears(LinkId link, PaxosMessage message) {
                return message instanceof PaxosMessage.BeatAnswer;
            }

            @Override
            void sees(ConsensusAction action) {
                if (action
                                instanceof
                                ConsensusAction.Link(
                                        LinkAction.Send(
                                                LinkId link,
                                                PaxosMessage.Beat beat,
                                                long after))
                        && beat.number() > 0) {
                    tell(link, new PaxosMessage.BeatAnswer(beat.number(), 0, false, Touches.NONE));
                }
            }
        };
    }

    /** A leader that fetches takes what it has for all of it as soon as the logs are compared. */
    static Mistake leadingBeforeTheHistoryIsFetched() {
        return new Hearing() {
            private final Map<LinkId, Boolean> fetched = new HashMap<>();

            @Override
            void sees(ConsensusAction action) {
                if (action
                        instanceof
                        ConsensusAction.Link(
                                LinkAction.Send(
                                        LinkId link,
                                        PaxosMessage.Fetch fetch,
                                        long after))) {
                    fetched.put(link, false);
                }
            }

            @Override
            boolean hears(LinkId link, PaxosMessage message) {
                boolean late = fetched.getOrDefault(link, false) && isOfALog(message);
                if (message instanceof PaxosMessage.Difference && fetched.containsKey(link)) {
                    fetched.put(link, true);
                    tell(link, new PaxosMessage.FetchEnd(null));
                }
                return late;
            }

            private static boolean isOfALog(PaxosMessage message) {
                return message instanceof PaxosMessage.Accept
                        || message instanceof PaxosMessage.Commit
                        || message instanceof PaxosMessage.FetchEnd;
            }
        };
    }

    /** A tree that is installed brings the promise of the time it was made. */
    static Mistake installingAnOlderPromise() {
        return Mistake.inEach(
                action -> {
                    if (!(action instanceof ConsensusAction.InstallSnapshot install)) {
                        return action;
                    }
                    long epoch = Zxid.epoch(install.zxid());
                    return new ConsensusAction.InstallSnapshot(
                            install.ticket(),
                            install.transfer(),
                            install.zxid(),
                            new HardState(epoch, epoch, install.hardState().pluginState()),
                            install.keepTail());
                });
    }
}
