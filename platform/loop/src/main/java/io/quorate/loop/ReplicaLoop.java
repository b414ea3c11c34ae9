package io.quorate.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.HaltProcess;
import io.quorate.runtime.Loop;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The first event loop seen as the replica's loop. Tasks run after the socket events of a turn, in
 * the order given; one that throws goes to the {@link FaultPolicy}.
 */
@Component(service = Loop.class)
public final class ReplicaLoop implements Loop {

    private final EventLoop loop;
    private final FaultPolicy faults;

    /** Loop of a server. */
    @Activate
    public ReplicaLoop(@Reference NettyLoops loops) {
        this(loops.replicaLoop(), new HaltProcess());
    }

    /** Loop on a given thread, faults going to {@code faults}. */
    public ReplicaLoop(EventLoop loop, FaultPolicy faults) {
        this.loop = loop;
        this.faults = faults;
    }

    @Override
    public boolean inLoop() {
        return loop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(new Guarded(task, faults));
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        // Netty runs what its own thread queues after the socket events of the turn, and does not
        // wake itself for it.
        loop.execute(new Guarded(task, faults));
    }

    @Override
    public void nextTurn(Runnable task) {
        // What a task queues runs in the same turn; only what is queued behind the turn gives the
        // sockets a chance.
        ((SingleThreadEventLoop) loop)
                .executeAfterEventLoopIteration(() -> loop.execute(new Guarded(task, faults)));
    }

    @Override
    public Ticking every(long periodMillis, Runnable task) {
        ScheduledFuture<?> ticks =
                loop.scheduleWithFixedDelay(
                        new Guarded(task, faults),
                        periodMillis,
                        periodMillis,
                        TimeUnit.MILLISECONDS);
        return () -> ticks.cancel(false);
    }

    /** Netty would log the exception and go on. */
    private record Guarded(Runnable task, FaultPolicy faults) implements Runnable {
        @Override
        public void run() {
            try {
                task.run();
            } catch (Throwable failure) { // plugins may throw what they do not declare
                faults.fatal(Thread.currentThread().getName(), failure);
            }
        }
    }
}
