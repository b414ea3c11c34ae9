package io.quorate.simulation.model;

import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.feed.LearnerLinks;
import io.quorate.simulation.graph.Graphs;
import io.quorate.simulation.graph.Meaning;
import io.quorate.simulation.graph.Rest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * What of the fields of cores does not count as what it is. Without a line here a search is as
 * sound and looks at more states: names that are counted up make states differ that behave alike.
 * With a wrong line it would take different states for the same.
 */
final class Meanings {

    private static final String KIT = "io.quorate.consensus.kit.";
    private static final String ZAB = "io.quorate.consensus.zab.";
    private static final String FAST = "io.quorate.election.fast.";
    private static final String PAXOS = "io.quorate.consensus.multipaxos.";
    private static final String BASIC = "io.quorate.election.basic.";

    private Meanings() {}

    static Graphs graphs() {
        Map<String, Meaning> meanings = new HashMap<>();
        // The search itself.
        meanings.put("io.quorate.simulation.model.LinkTable#made", Meaning.NOTHING);
        // The rules of calls count them, too; see below.
        meanings.put("io.quorate.simulation.model.ModelCalls#callIds", Meaning.NOTHING);
        meanings.put("io.quorate.simulation.model.ModelCalls#answered", Meaning.NOTHING);
        meanings.put("io.quorate.simulation.model.ModelReplica$OfLog#name", Meaning.NAME);
        meanings.put("io.quorate.simulation.model.ModelReplica$OfTree#name", Meaning.NAME);
        meanings.put("io.quorate.simulation.model.ModelReplica$Staged#name", Meaning.NAME);
        meanings.put("io.quorate.testkit.sim.invariant.CommittedHistory#terms", Meaning.NOTHING);
        // Counters that make names, and the names.
        meanings.put(KIT + "state.Outbox#ids", Meaning.NOTHING);
        meanings.put(KIT + "feed.FeedSource#log", Meaning.NAME);
        meanings.put(KIT + "feed.FeedSource#tree", Meaning.NAME);
        meanings.put(KIT + "learner.StagedTree#transfer", Meaning.NAME);
        meanings.put("io.quorate.consensus.host.StagingRules#transfer", Meaning.NAME);
        meanings.put("io.quorate.election.kit.Links#dials", Meaning.NOTHING);
        // Compared within one step only.
        meanings.put(KIT + "state.Outbox#step", Meaning.NOTHING);
        meanings.put(KIT + "state.Outbox#actions", Meaning.NOTHING);
        meanings.put(KIT + "leader.LeaderCalls#stepOfWrite", Meaning.NOTHING);
        // Filled anew by each use.
        meanings.put(KIT + "leader.CommitCounter#acknowledged", Meaning.NOTHING);
        meanings.put(KIT + "leader.CommitCounter#holders", Meaning.NOTHING);
        // Only who of one name spoke last counts: see below.
        meanings.put(KIT + "feed.LearnerLinks#words", Meaning.NOTHING);
        meanings.put(KIT + "feed.LearnerContact#lastWord", Meaning.NOTHING);
        meanings.put(KIT + "feed.LearnerContact#introducedWith", Meaning.NOTHING);
        meanings.put(KIT + "state.Timing#counted", Meaning.CLOCK);
        // What is looked at where configurations change, and none does here.
        meanings.put(KIT + "leader.LeaderCalls#view", Meaning.NOTHING);
        // Counts calls that are not done; the limits are beyond any search.
        meanings.put(KIT + "leader.LearnerBrake#backlogs", Meaning.NOTHING);
        // What followers keep for observers, of which there are none here.
        meanings.put(KIT + "learner.FollowerLog#recent", Meaning.NOTHING);
        meanings.put(KIT + "learner.FollowerLog#before", Meaning.NOTHING);
        paxos(meanings);
        basic(meanings);
        return new Graphs(
                meanings,
                rests(),
                Map.of(LearnerLinks.class, (links, mix) -> whoSpoke((LearnerLinks<?>) links, mix)));
    }

    /**
     * Nobody is granted a lease in a search ({@link Pair}), so nothing hangs on what the clocks of
     * others show, and no acceptor is ever closed.
     */
    private static void paxos(Map<String, Meaning> meanings) {
        meanings.put(PAXOS + "wire.PaxosMessage$BeatAnswer#clockNanos", Meaning.NOTHING);
        meanings.put(PAXOS + "learner.BeatAnswers$Heard#clockNanos", Meaning.NOTHING);
        meanings.put(PAXOS + "leader.LearnerClock$Sent#nanos", Meaning.NOTHING);
        meanings.put(PAXOS + "leader.LearnerClock#first", Meaning.NOTHING);
        meanings.put(PAXOS + "leader.LearnerClock#latest", Meaning.NOTHING);
        meanings.put(PAXOS + "leader.LearnerClock#told", Meaning.NOTHING);
        meanings.put(PAXOS + "leader.LeaderLease#wantedUntilNanos", Meaning.NOTHING);
        meanings.put(PAXOS + "leader.LeaderLease#renewAtNanos", Meaning.NOTHING);
        meanings.put(PAXOS + "leader.LeaderLease#endNanos", Meaning.NOTHING);
        meanings.put(PAXOS + "state.Acceptor#closedUntilNanos", Meaning.NOTHING);
        meanings.put(PAXOS + "history.PaxosReceiver#probe", Meaning.NAME);
    }

    /** Pauses between polls are below a granule of time ({@link Pair}), whatever is drawn. */
    private static void basic(Map<String, Meaning> meanings) {
        meanings.put(BASIC + "PollPause#random", Meaning.NOTHING);
        meanings.put(BASIC + "PollPause#pauseNanos", Meaning.NOTHING);
        meanings.put(BASIC + "Poll#number", Meaning.ANEW);
    }

    /** What is left of something that is over. */
    private static Map<String, Rest> rests() {
        Map<String, Rest> rests = new HashMap<>();
        rests.put(
                "io.quorate.consensus.host.StagingRules",
                new Rest(
                        "begun",
                        "0",
                        Set.of(
                                "transfer",
                                "bytes",
                                "ended",
                                "complete",
                                "firstEntry",
                                "lastEntry")));
        // All calls are lost: any answer breaks the rule, whatever its number, and the next number
        // is above all that are still anywhere.
        rests.put(
                "io.quorate.consensus.host.CallRules",
                new Rest("lastCall", "=lost", Set.of("lastCall", "lost")));
        rests.put(KIT + "state.DurableState", new Rest("reset", "0", Set.of("epochsBefore")));
        rests.put(
                KIT + "learner.LearnerSync",
                new Rest("step", "DONE", Set.of("history", "announcedNothing")));
        rests.put(KIT + "feed.LearnerFeed", new Rest("stage", "LIVE", Set.of("promise")));
        rests.put(
                ZAB + "leader.Discovery",
                new Rest(
                        "step",
                        "DONE",
                        Set.of("connected", "promised", "accepted", "summary", "ticket")));
        rests.put(
                FAST + "Round",
                new Rest(
                        "running",
                        "0",
                        Set.of(
                                "inRound",
                                "standing",
                                "far",
                                "initial",
                                "proposal",
                                "settling",
                                "decision")));
        // Servers are dialled and waited for while an election runs; each begins with new pauses.
        rests.put(
                FAST + "FastElectionCore",
                new Rest(
                        "round.running",
                        "0",
                        Set.of("silence"),
                        List.of("links"),
                        Set.of("pauses")));
        rests.put(
                BASIC + "BasicElectionCore",
                new Rest(
                        "poll.running",
                        "0",
                        Set.of("pause", "begunNanos", "unanswered"),
                        List.of("links"),
                        Set.of("pauses")));
        rests.put(
                BASIC + "Poll",
                new Rest(
                        "running",
                        "0",
                        Set.of("words", "settling", "initial", "own", "ballot", "decision")));
        rests.put(
                "io.quorate.election.kit.Settling", new Rest("agreed", "0", Set.of("sinceNanos")));
        rests.put(
                "io.quorate.election.kit.DialPause",
                new Rest("waits", "0", Set.of("notBeforeNanos")));
        return rests;
    }

    private static <F extends LearnerFeed> void whoSpoke(LearnerLinks<F> links, LongConsumer mix) {
        for (F one : links.feeds()) {
            if (one.id() == null) {
                continue;
            }
            for (F other : links.othersOfSameName(one)) {
                mix.accept(one.spokeAfter(other) ? 11 : 12);
            }
        }
    }
}
