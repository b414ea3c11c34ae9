package io.quorate.simulation.model;

import io.quorate.consensus.LogEntry;
import io.quorate.simulation.graph.Graphs;
import io.quorate.testkit.sim.invariant.Invariants;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All judgements of a search, each judged once. Any thread. */
final class Judgements {

    /**
     * What came of it.
     *
     * @param next number of the judgement behind it
     * @param mustBeHeld by the disks of a quorum
     * @param breach null if all is well
     */
    record Verdict(int next, List<LogEntry> mustBeHeld, AssertionError breach) {}

    private record Case(int before, int server, int effect) {}

    private final Graphs graphs;
    private final Numbered<Judgement> judgements;
    private final Map<Case, Verdict> known = new ConcurrentHashMap<>();

    Judgements(Graphs graphs) {
        this.graphs = graphs;
        judgements = new Numbered<>(graphs);
    }

    /** The number of the judgement of a run that has not begun. */
    int first(Invariants own) {
        return judgements.of(new Judgement(own));
    }

    Verdict judge(int before, int server, int effect, Effect.Judged what) {
        Case it = new Case(before, server, effect);
        Verdict judged = known.get(it);
        return judged != null
                ? judged
                : known.computeIfAbsent(
                        it,
                        any -> {
                            Judgement judgement = graphs.copy(judgements.get(before));
                            try {
                                List<LogEntry> held = judgement.judge(Setting.id(server), what);
                                return new Verdict(judgements.of(judgement), held, null);
                            } catch (AssertionError e) {
                                return new Verdict(before, List.of(), e);
                            }
                        });
    }
}
