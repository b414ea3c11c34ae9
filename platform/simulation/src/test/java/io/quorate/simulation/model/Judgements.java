package io.quorate.simulation.model;

import io.quorate.consensus.LogEntry;
import io.quorate.simulation.graph.Graphs;
import io.quorate.testkit.sim.invariant.Invariants;
import java.util.List;

/** All judgements of a search, each judged once. Any thread. */
final class Judgements {

    /**
     * What came of it.
     *
     * @param key stands for the case
     * @param next number of the judgement behind it
     * @param mustBeHeld by the disks of a quorum
     * @param breach null if all is well
     */
    record Verdict(long key, int next, List<LogEntry> mustBeHeld, AssertionError breach)
            implements KeyTable.Keyed {}

    private final Graphs graphs;
    private final Numbered<Judgement> judgements;
    private final KeyTable<Verdict> known = new KeyTable<>();

    Judgements(Graphs graphs) {
        this.graphs = graphs;
        judgements = new Numbered<>(graphs);
    }

    /** The number of the judgement of a run that has not begun. */
    int first(Invariants own) {
        return judgements.of(new Judgement(own));
    }

    Verdict judge(int before, int server, int effect, Effect.Judged what) {
        long key = ((long) before << 24 | effect) << 2 | server;
        Verdict judged = known.get(key);
        return judged != null ? judged : known.put(judge(key, before, server, what));
    }

    private Verdict judge(long key, int before, int server, Effect.Judged what) {
        Judgement judgement = graphs.copy(judgements.get(before));
        try {
            List<LogEntry> held = judgement.judge(Setting.id(server), what);
            return new Verdict(key, judgements.of(judgement), held, null);
        } catch (AssertionError e) {
            return new Verdict(key, before, List.of(), e);
        }
    }
}
