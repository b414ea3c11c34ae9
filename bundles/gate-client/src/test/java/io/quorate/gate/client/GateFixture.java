package io.quorate.gate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.quorate.loop.EventLoops;
import io.quorate.loop.ReplicaLoop;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Loop;
import io.quorate.runtime.PortUnavailable;
import io.quorate.service.ClientGate;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A gate on loopback in front of a {@link FakeRequestHandler}. */
final class GateFixture implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    final FakeRequestHandler handler = new FakeRequestHandler();
    final FakeFourLetterCommands commands = new FakeFourLetterCommands();
    final EventLoops loops;
    final Loop loop;
    final ClientPort port;

    GateFixture(Object... changes) {
        this(1, changes);
    }

    static GateFixture onThreads(int threads) {
        return new GateFixture(threads, new Object[0]);
    }

    private GateFixture(int threads, Object[] changes) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        System.setProperty("io.netty.leakDetection.level", "paranoid");
        loops = new EventLoops(threads, "auto");
        FaultPolicy strict =
                (where, cause) -> {
                    throw new IllegalStateException(where, cause);
                };
        loop = new ReplicaLoop(loops.replicaLoop(), strict);
        port = port(changes, strict);
        port.present(commands);
    }

    private ClientPort port(Object[] changes, FaultPolicy strict) {
        try {
            return new ClientPort(GateConfigs.with(changes), loops, loop, handler, strict);
        } catch (PortUnavailable taken) {
            loops.close();
            throw taken;
        }
    }

    RawClient client() throws IOException {
        return new RawClient(port.address());
    }

    /** Runs on the loop and answers what it answers. */
    <T> T onLoop(Callable<T> work) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(
                () -> {
                    try {
                        done.complete(work.call());
                    } catch (Exception failure) {
                        done.completeExceptionally(failure);
                    }
                });
        return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void runOnLoop(Runnable work) throws Exception {
        onLoop(
                () -> {
                    work.run();
                    return null;
                });
    }

    ClientGate.GateReport report() throws Exception {
        return onLoop(port::report);
    }

    String seen() throws InterruptedException {
        return handler.seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits, turn by turn of the loop, until {@code condition} holds there. */
    void await(BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!onLoop(condition::getAsBoolean)) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Buffers of the pool in use, all arenas. */
    static long buffersInUse() {
        long active = 0;
        for (PoolArenaMetric arena : PooledByteBufAllocator.DEFAULT.metric().directArenas()) {
            active += arena.numActiveAllocations();
        }
        return active;
    }

    @Override
    public void close() {
        port.close();
        loops.close();
    }
}
