package io.quorate.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SlicesTest {

    private final ArrayDeque<Runnable> turns = new ArrayDeque<>();
    private final List<Integer> steps = new ArrayList<>();

    private final Loop loop =
            new Loop() {
                @Override
                public boolean inLoop() {
                    return true;
                }

                @Override
                public void execute(Runnable task) {
                    turns.add(task);
                }

                @Override
                public void nextTurn(Runnable task) {
                    turns.add(task);
                }

                @Override
                public void atEndOfTurn(Runnable task) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Ticking every(long millis, Runnable task) {
                    throw new UnsupportedOperationException();
                }
            };

    private void settle() {
        while (!turns.isEmpty()) {
            turns.poll().run();
        }
    }

    @Test
    void whatIsHeldGoesOnWhereItWasWhenItIsResumed() {
        Slices slices = new Slices(loop, Clock.SYSTEM);
        int[] left = {3};
        slices.add(
                () -> {
                    steps.add(left[0]);
                    if (left[0] == 3) {
                        slices.hold();
                    }
                    return --left[0] > 0;
                });
        settle();
        assertThat(steps).containsExactly(3);
        slices.add(() -> steps.add(9) && false);
        settle();
        assertThat(steps).containsExactly(3);
        slices.resume();
        settle();
        assertThat(steps).containsExactlyInAnyOrder(3, 2, 1, 9);
        assertThat(slices.isEmpty()).isTrue();
    }

    /** Some work holds up a whole server until it is done. */
    @Test
    void whatOthersWaitForTakesEverySecondStep() {
        Slices slices = new Slices(loop, Clock.SYSTEM);
        int[] left = {50};
        int[] others = {0};
        for (int work = 0; work < 1_000; work++) {
            slices.add(
                    () -> {
                        others[0] += left[0] > 0 ? 1 : 0;
                        return others[0] < 100_000 && left[0] > 0;
                    });
        }
        slices.addAwaited(() -> --left[0] > 0);
        settle();
        assertThat(left[0]).isZero();
        assertThat(others[0]).as("steps of others meanwhile").isBetween(40, 60);
        assertThat(slices.isEmpty()).isTrue();
    }
}
