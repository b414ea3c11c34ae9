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
}
