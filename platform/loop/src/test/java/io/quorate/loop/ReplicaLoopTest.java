package io.quorate.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Loop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReplicaLoopTest {

    private final EventLoops loops = new EventLoops(2, "auto");
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();
    private final FaultPolicy faults =
            (where, cause) -> {
                fault.complete(cause);
                return new IllegalStateException(cause);
            };
    private final Loop loop = new ReplicaLoop(loops.replicaLoop(), faults);

    @AfterEach
    void close() {
        loops.close();
        assertThat(loops.group().isTerminated()).isTrue();
    }

    @Test
    void tasksRunOnOneThreadInTheOrderGiven() throws Exception {
        List<Integer> seen = new ArrayList<>();
        CompletableFuture<Boolean> inLoop = new CompletableFuture<>();
        for (int i = 0; i < 1000; i++) {
            int n = i;
            loop.execute(() -> seen.add(n));
        }
        loop.execute(() -> inLoop.complete(loop.inLoop()));
        assertThat(inLoop.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(loop.inLoop()).isFalse();
        assertThat(seen).hasSize(1000).isSorted();
    }

    @Test
    void endOfTurnComesAfterTheCurrentTaskAndTicksRepeatUntilClosed() throws Exception {
        List<String> order = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(
                () -> {
                    loop.atEndOfTurn(
                            () -> {
                                order.add("end");
                                done.countDown();
                            });
                    order.add("task");
                });
        assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly("task", "end");

        CountDownLatch ticks = new CountDownLatch(3);
        try (Loop.Ticking ticking = loop.every(1, ticks::countDown)) {
            assertThat(ticks.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aTaskThatThrowsIsAFault() throws Exception {
        loop.execute(
                () -> {
                    throw new IllegalStateException("broken");
                });
        assertThat(fault.get(5, TimeUnit.SECONDS)).hasMessage("broken");
    }

    /** As a plugin in another language may: the loop must not go on with half a step. */
    @Test
    void whateverIsThrownIsAFault() throws Exception {
        loop.execute(() -> ReplicaLoopTest.throwUndeclared(new IOException("undeclared")));
        assertThat(fault.get(5, TimeUnit.SECONDS)).hasMessage("undeclared");
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwUndeclared(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> new EventLoops(0, "auto"))
                .hasMessage("ioThreads must be 1 to 256, not 0");
        assertThatThrownBy(() -> new EventLoops(1, "kqueue"))
                .hasMessage("transport must be auto, epoll or nio, not kqueue");
        EventLoops nio = new EventLoops(1, "nio");
        assertThat(nio.serverChannelType().getSimpleName()).isEqualTo("NioServerSocketChannel");
        nio.close();
    }
}
