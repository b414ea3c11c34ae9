package io.quorate.testkit.sim;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether a history of operations on registers can be explained by each of them happening at one
 * moment between question and answer (Wing and Gong's search with Lowe's memory of states already
 * tried). Registers are judged one by one. An operation without answer may happen at any moment
 * after its question, or never.
 */
public final class Linearizability {

    /** What was found. */
    public enum Verdict {
        YES,
        NO,
        /** The search was given up. */
        UNDECIDED
    }

    /** What was tried: these operations happened, and the register held that. */
    private record Tried(BitSet happened, long value) {}

    private final int statesMax;

    /**
     * A judge.
     *
     * @param statesMax most states looked at per register before the search is given up
     */
    public Linearizability(int statesMax) {
        this.statesMax = statesMax;
    }

    /** The verdict on a whole history; registers start with 0. */
    public Verdict judge(List<Operation> history) {
        Map<String, List<Operation>> byKey = new TreeMap<>();
        history.forEach(
                operation ->
                        byKey.computeIfAbsent(operation.key(), key -> new ArrayList<>())
                                .add(operation));
        Verdict all = Verdict.YES;
        for (List<Operation> operations : byKey.values()) {
            Verdict one = judgeRegister(operations);
            if (one == Verdict.NO) {
                return one;
            }
            all = one == Verdict.UNDECIDED ? one : all;
        }
        return all;
    }

    /** A state of the search: what happened so far, and which candidate comes next. */
    private static final class Frame {
        final BitSet happened;
        final long value;
        final int[] candidates;
        int next;

        Frame(BitSet happened, long value, int[] candidates) {
            this.happened = happened;
            this.value = value;
            this.candidates = candidates;
        }
    }

    private Verdict judgeRegister(List<Operation> unordered) {
        List<Operation> operations = new ArrayList<>(unordered);
        operations.removeIf(
                operation -> operation.isUnknown() && operation.kind() == Operation.Kind.READ);
        operations.sort(Comparator.comparingLong(Operation::fromNanos));
        Set<Tried> tried = new HashSet<>();
        List<Frame> path = new ArrayList<>();
        path.add(new Frame(new BitSet(), 0, candidates(operations, new BitSet())));
        while (!path.isEmpty()) {
            Frame frame = path.getLast();
            if (isExplained(operations, frame.happened)) {
                return Verdict.YES;
            }
            if (frame.next == frame.candidates.length) {
                path.removeLast();
                continue;
            }
            int index = frame.candidates[frame.next++];
            Operation operation = operations.get(index);
            if (!fits(operation, frame.value)) {
                continue;
            }
            BitSet happened = (BitSet) frame.happened.clone();
            happened.set(index);
            long value = after(operation, frame.value);
            if (tried.size() >= statesMax) {
                return Verdict.UNDECIDED;
            }
            if (tried.add(new Tried(happened, value))) {
                path.add(new Frame(happened, value, candidates(operations, happened)));
            }
        }
        return Verdict.NO;
    }

    private static boolean isExplained(List<Operation> operations, BitSet happened) {
        for (int i = happened.nextClearBit(0);
                i < operations.size();
                i = happened.nextClearBit(i + 1)) {
            if (!operations.get(i).isUnknown()) {
                return false;
            }
        }
        return true;
    }

    /**
     * What may happen next: everything asked for before the first answer among the rest. Answered
     * ones first, they are needed.
     */
    private static int[] candidates(List<Operation> operations, BitSet happened) {
        long firstAnswer = Long.MAX_VALUE;
        for (int i = happened.nextClearBit(0);
                i < operations.size();
                i = happened.nextClearBit(i + 1)) {
            if (operations.get(i).fromNanos() > firstAnswer) {
                break;
            }
            firstAnswer = Math.min(firstAnswer, operations.get(i).toNanos());
        }
        List<Integer> known = new ArrayList<>();
        List<Integer> unknown = new ArrayList<>();
        for (int i = happened.nextClearBit(0);
                i < operations.size();
                i = happened.nextClearBit(i + 1)) {
            if (operations.get(i).fromNanos() > firstAnswer) {
                break;
            }
            (operations.get(i).isUnknown() ? unknown : known).add(i);
        }
        known.addAll(unknown);
        return known.stream().mapToInt(Integer::intValue).toArray();
    }

    private static boolean fits(Operation operation, long value) {
        return switch (operation.kind()) {
            case WRITE -> true;
            case READ -> operation.value() == value;
            case SWAP ->
                    operation.isUnknown() || operation.done() == (operation.expected() == value);
        };
    }

    private static long after(Operation operation, long value) {
        return switch (operation.kind()) {
            case WRITE -> operation.value();
            case READ -> value;
            case SWAP -> operation.expected() == value ? operation.value() : value;
        };
    }
}
