package io.quorate.testkit.sim.invariant;

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
 *
 * <p>Two rules keep the search short and lose no explanation. What fits now and changes nothing (a
 * read of the value, a swap that found another one) happens now: it could only wait. An operation
 * without answer happens only where the next one needs its value: anywhere else it could happen
 * later or never.
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

    /** A state of the search: what happened so far, and which choice comes next. */
    private static final class Frame {
        final BitSet happened;
        final long value;
        final int[] choices;
        int next;

        Frame(List<Operation> operations, BitSet happened, long value) {
            this.happened = happened;
            this.value = value;
            this.choices = choices(operations, happened, value);
        }
    }

    private Verdict judgeRegister(List<Operation> unordered) {
        List<Operation> operations = new ArrayList<>(unordered);
        operations.removeIf(
                operation -> operation.isUnknown() && operation.kind() == Operation.Kind.READ);
        operations.sort(Comparator.comparingLong(Operation::fromNanos));
        Set<Tried> tried = new HashSet<>();
        List<Frame> path = new ArrayList<>();
        path.add(new Frame(operations, new BitSet(), 0));
        while (!path.isEmpty()) {
            Frame frame = path.getLast();
            if (isExplained(operations, frame.happened)) {
                return Verdict.YES;
            }
            if (frame.next == frame.choices.length) {
                path.removeLast();
                continue;
            }
            int index = frame.choices[frame.next++];
            BitSet happened = (BitSet) frame.happened.clone();
            happened.set(index);
            long value = after(operations.get(index), frame.value);
            if (tried.size() >= statesMax) {
                return Verdict.UNDECIDED;
            }
            if (tried.add(new Tried(happened, value))) {
                path.add(new Frame(operations, happened, value));
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

    /** What is worth trying next. Answered operations first, they are needed. */
    private static int[] choices(List<Operation> operations, BitSet happened, long value) {
        int[] possible = possible(operations, happened);
        List<Integer> known = new ArrayList<>();
        List<Integer> unknown = new ArrayList<>();
        for (int index : possible) {
            Operation operation = operations.get(index);
            if (!operation.isUnknown() && fits(operation, value)) {
                if (operation.kind() != Operation.Kind.WRITE && after(operation, value) == value) {
                    return new int[] {index};
                }
                known.add(index);
            } else if (operation.isUnknown() && isNeeded(operations, possible, operation, value)) {
                unknown.add(index);
            }
        }
        known.addAll(unknown);
        return known.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Everything asked for before the first answer among the rest. */
    private static int[] possible(List<Operation> operations, BitSet happened) {
        long firstAnswer = Long.MAX_VALUE;
        int count = 0;
        for (int i = happened.nextClearBit(0);
                i < operations.size() && operations.get(i).fromNanos() <= firstAnswer;
                i = happened.nextClearBit(i + 1)) {
            firstAnswer = Math.min(firstAnswer, operations.get(i).toNanos());
            count++;
        }
        int[] possible = new int[count];
        int at = 0;
        for (int i = happened.nextClearBit(0); at < count; i = happened.nextClearBit(i + 1)) {
            possible[at++] = i;
        }
        return possible;
    }

    /** Whether another operation can be the next one only because this one happened. */
    private static boolean isNeeded(
            List<Operation> operations, int[] possible, Operation unknown, long value) {
        long changed = after(unknown, value);
        if (changed == value) {
            return false;
        }
        for (int index : possible) {
            Operation other = operations.get(index);
            if (other != unknown
                    && switch (other.kind()) {
                        case WRITE -> false;
                        case READ -> other.value() == changed;
                        case SWAP ->
                                other.isUnknown() || other.done()
                                        ? other.expected() == changed
                                        : other.expected() == value;
                    }) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(Operation operation, long value) {
        return switch (operation.kind()) {
            case WRITE -> true;
            case READ -> operation.value() == value;
            case SWAP -> operation.done() == (operation.expected() == value);
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
