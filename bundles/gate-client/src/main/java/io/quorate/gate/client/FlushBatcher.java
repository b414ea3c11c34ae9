package io.quorate.gate.client;

import io.netty.channel.SingleThreadEventLoop;
import io.quorate.wire.JuteWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the turn has produced: every connection that has output is flushed once, after all
 * events and tasks of the turn. What that makes room for is flushed in the next one, or a client
 * that reads as fast as it is written to would keep the loop. Also lends the buffers that output is
 * encoded into, so that idle connections own none. Replica's loop only.
 */
final class FlushBatcher implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(FlushBatcher.class);
    private static final int WRITER_BYTES = 1024;
    private static final int LARGEST_KEPT_BYTES = 64 * 1024;
    private static final int MOST_KEPT = 256;

    private final SingleThreadEventLoop loop;
    private final ArrayDeque<JuteWriter> idle = new ArrayDeque<>();
    private List<Output> waiting = new ArrayList<>();
    private List<Output> spare = new ArrayList<>();
    private boolean scheduled;
    private boolean flushing;

    FlushBatcher(SingleThreadEventLoop loop) {
        this.loop = loop;
    }

    /** Has {@code output} flushed at the end of the turn; callers ask once a turn. */
    void add(Output output) {
        waiting.add(output);
        if (scheduled) {
            return;
        }
        scheduled = true;
        if (flushing) {
            // The turn is at its end already, and what is queued behind its end belongs to it.
            loop.execute(this::schedule);
        } else {
            schedule();
        }
    }

    private void schedule() {
        // Behind the ordinary tasks of the turn, which may answer too.
        loop.executeAfterEventLoopIteration(this);
    }

    @Override
    public void run() {
        scheduled = false;
        flushing = true;
        List<Output> due = waiting;
        waiting = spare;
        for (int i = 0; i < due.size(); i++) {
            flush(due.get(i));
        }
        due.clear();
        spare = due;
        flushing = false;
    }

    /** One connection's trouble, say no memory for its piece, is not that of the others. */
    private static void flush(Output output) {
        try {
            output.flush();
        } catch (RuntimeException | OutOfMemoryError failure) {
            LOG.error("Closing {}: its output cannot be written", output, failure);
            output.abandon();
        }
    }

    JuteWriter borrow() {
        JuteWriter writer = idle.pollLast();
        return writer == null ? new JuteWriter(WRITER_BYTES) : writer;
    }

    void giveBack(JuteWriter writer) {
        if (idle.size() < MOST_KEPT && writer.array().length <= LARGEST_KEPT_BYTES) {
            idle.addLast(writer.reset());
        }
    }
}
