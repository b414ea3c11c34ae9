package io.quorate.testkit.sim.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.testkit.sim.invariant.Linearizability.Verdict;
import io.quorate.testkit.sim.invariant.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The judge of histories is judged by planted anomalies. */
class LinearizabilityTest {

    private final Linearizability linearizability = new Linearizability(1_000_000);

    private static Operation write(int client, long value, long from, long to) {
        return new Operation(client, Kind.WRITE, "r", 0, value, true, from, to);
    }

    private static Operation read(int client, long value, long from, long to) {
        return new Operation(client, Kind.READ, "r", 0, value, true, from, to);
    }

    private static Operation swap(
            int client, long expected, long value, boolean done, long from, long to) {
        return new Operation(client, Kind.SWAP, "r", expected, value, done, from, to);
    }

    @Test
    void aReadSeesTheLastWrite() {
        assertThat(linearizability.judge(List.of(write(1, 5, 0, 10), read(2, 5, 20, 30))))
                .isEqualTo(Verdict.YES);
        assertThat(linearizability.judge(List.of(read(2, 0, 0, 10)))).isEqualTo(Verdict.YES);
    }

    @Test
    void aStaleReadIsFound() {
        assertThat(
                        linearizability.judge(
                                List.of(
                                        write(1, 5, 0, 10),
                                        write(1, 6, 20, 30),
                                        read(2, 5, 40, 50))))
                .isEqualTo(Verdict.NO);
    }

    @Test
    void aLostWriteIsFound() {
        assertThat(linearizability.judge(List.of(write(1, 5, 0, 10), read(2, 0, 40, 50))))
                .isEqualTo(Verdict.NO);
    }

    @Test
    void aValueNobodyWroteIsFound() {
        assertThat(linearizability.judge(List.of(write(1, 5, 0, 10), read(2, 7, 5, 50))))
                .isEqualTo(Verdict.NO);
    }

    @Test
    void concurrentOperationsMayHappenInAnyOrder() {
        assertThat(
                        linearizability.judge(
                                List.of(
                                        write(1, 5, 0, 100),
                                        write(2, 6, 0, 100),
                                        read(3, 6, 10, 20),
                                        read(3, 5, 30, 40))))
                .isEqualTo(Verdict.YES);
        assertThat(
                        linearizability.judge(
                                List.of(
                                        write(1, 5, 0, 100),
                                        read(3, 5, 10, 20),
                                        read(3, 0, 30, 40))))
                .as("seen, then unseen")
                .isEqualTo(Verdict.NO);
    }

    @Test
    void anUnansweredWriteMayHappenLateOrNever() {
        Operation unknown = write(1, 5, 0, Operation.NEVER);
        assertThat(
                        linearizability.judge(
                                List.of(unknown, read(2, 0, 10, 20), read(2, 5, 1_000, 1_010))))
                .isEqualTo(Verdict.YES);
        assertThat(linearizability.judge(List.of(unknown, read(2, 0, 10, 20))))
                .isEqualTo(Verdict.YES);
        assertThat(
                        linearizability.judge(
                                List.of(
                                        unknown,
                                        read(2, 5, 10, 20),
                                        write(3, 6, 30, 40),
                                        read(2, 5, 50, 60))))
                .as("it does not happen twice")
                .isEqualTo(Verdict.NO);
    }

    @Test
    void oneOfTwoSwapsOfTheSameValueSucceeds() {
        assertThat(
                        linearizability.judge(
                                List.of(
                                        swap(1, 0, 5, true, 0, 10),
                                        swap(2, 0, 6, false, 5, 15),
                                        read(3, 5, 20, 30))))
                .isEqualTo(Verdict.YES);
        assertThat(
                        linearizability.judge(
                                List.of(swap(1, 0, 5, true, 0, 10), swap(2, 0, 6, true, 5, 15))))
                .isEqualTo(Verdict.NO);
        assertThat(linearizability.judge(List.of(swap(1, 0, 5, false, 0, 10))))
                .isEqualTo(Verdict.NO);
    }

    @Test
    void registersAreIndependent() {
        Operation other = new Operation(1, Kind.WRITE, "other", 0, 9, true, 0, 10);
        assertThat(linearizability.judge(List.of(other, read(2, 0, 20, 30))))
                .isEqualTo(Verdict.YES);
    }

    /**
     * Histories of a real register are accepted; the same with one answer exchanged for that of
     * another time are mostly not, and never wrongly accepted by an order that is stale.
     */
    @Test
    void randomHistoriesOfARegisterAreAcceptedAndPlantedAnomaliesFound() {
        int found = 0;
        for (int seed = 0; seed < 200; seed++) {
            List<Operation> history = historyOfARegister(new Random(seed));
            assertThat(linearizability.judge(history)).as("seed %d", seed).isEqualTo(Verdict.YES);
            List<Operation> planted = withAStaleRead(history);
            if (planted != null) {
                assertThat(linearizability.judge(planted))
                        .as("stale read, seed %d", seed)
                        .isEqualTo(Verdict.NO);
                found++;
            }
        }
        assertThat(found).isGreaterThan(100);
    }

    /** Where the rules that shorten the search were wrong, plain search would say so. */
    @Test
    void smallHistoriesAreJudgedAsByTryingEveryOrder() {
        int[] verdicts = new int[2];
        for (int seed = 0; seed < 20_000; seed++) {
            List<Operation> history = anything(new Random(seed));
            boolean explained = anyOrder(history, new ArrayList<>(), 0);
            assertThat(linearizability.judge(history))
                    .as("seed %d: %s", seed, history)
                    .isEqualTo(explained ? Verdict.YES : Verdict.NO);
            verdicts[explained ? 1 : 0]++;
        }
        assertThat(verdicts[0]).isGreaterThan(2_000);
        assertThat(verdicts[1]).isGreaterThan(2_000);
    }

    private static List<Operation> anything(Random random) {
        List<Operation> history = new ArrayList<>();
        int count = 2 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            long from = random.nextInt(20);
            long to = random.nextInt(3) == 0 ? Operation.NEVER : from + 1 + random.nextInt(15);
            long value = random.nextInt(4);
            history.add(
                    switch (random.nextInt(3)) {
                        case 0 -> write(i, value, from, to);
                        case 1 -> read(i, value, from, to);
                        default ->
                                swap(i, random.nextInt(4), value, random.nextBoolean(), from, to);
                    });
        }
        return history;
    }

    private static boolean anyOrder(List<Operation> history, List<Operation> before, long value) {
        List<Operation> rest = new ArrayList<>(history);
        rest.removeAll(before);
        if (rest.stream().allMatch(Operation::isUnknown)) {
            return true;
        }
        for (Operation next : rest) {
            boolean late = rest.stream().anyMatch(other -> other.toNanos() < next.fromNanos());
            boolean matches = next.expected() == value;
            boolean fits =
                    switch (next.kind()) {
                        case WRITE -> true;
                        case READ -> next.isUnknown() || next.value() == value;
                        case SWAP -> next.isUnknown() || next.done() == matches;
                    };
            if (late || !fits) {
                continue;
            }
            before.add(next);
            boolean changes = next.kind() == Kind.WRITE || next.kind() == Kind.SWAP && matches;
            boolean explained = anyOrder(history, before, changes ? next.value() : value);
            before.removeLast();
            if (explained) {
                return true;
            }
        }
        return false;
    }

    /** As many clients of a killed leader leave them: some happened, and nobody can tell which. */
    @Test
    void manyUnansweredWritesDoNotMakeAHistoryTooWide() {
        List<Operation> history = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            history.add(write(i, 1000 + i, i, Operation.NEVER));
        }
        for (int i = 0; i < 300; i++) {
            history.add(write(100 + i % 6, 1 + i, 100 + i * 10, 135 + i * 10));
            if (i % 5 == 4) {
                long late = i < 150 ? 1000 + i / 5 : i;
                history.add(read(200, late, 120 + i * 10, 130 + i * 10));
            }
        }
        Linearizability small = new Linearizability(20_000);
        assertThat(small.judge(history)).isEqualTo(Verdict.YES);
        history.add(read(201, 1000, 5_000, 5_010));
        assertThat(small.judge(history)).as("overwritten long ago").isNotEqualTo(Verdict.YES);
    }

    private static List<Operation> historyOfARegister(Random random) {
        List<Operation> history = new ArrayList<>();
        long value = 0;
        long[] free = new long[4];
        long now = 0;
        for (int i = 1; i <= 60; i++) {
            now += 1 + random.nextInt(10);
            int client = random.nextInt(4);
            long from = Math.max(free[client], now - random.nextInt(20));
            if (from > now) {
                continue;
            }
            long to = now + random.nextInt(20);
            free[client] = to + 1;
            boolean unknown = random.nextInt(10) == 0;
            if (random.nextBoolean()) {
                history.add(write(client, i, from, unknown ? Operation.NEVER : to));
                value = i;
            } else if (!unknown) {
                history.add(read(client, value, from, to));
            }
        }
        return history;
    }

    /**
     * Adds, at the end, a read of a value that was overwritten by an answered write which began
     * after that value had been read or acknowledged.
     */
    private static List<Operation> withAStaleRead(List<Operation> history) {
        List<Operation> writes =
                history.stream()
                        .filter(
                                operation ->
                                        operation.kind() == Kind.WRITE && !operation.isUnknown())
                        .toList();
        if (writes.size() < 2 || writes.getFirst().toNanos() >= writes.getLast().fromNanos()) {
            return null;
        }
        List<Operation> planted = new ArrayList<>(history);
        planted.add(read(9, writes.getFirst().value(), 1_000_000, 1_000_001));
        return planted;
    }
}
