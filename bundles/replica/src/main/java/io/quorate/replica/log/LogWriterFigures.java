package io.quorate.replica.log;

import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import java.util.List;

/** What became of the batches of the log. Loop thread only. Source: spec semantics section 13.4. */
final class LogWriterFigures {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Counter queued = new Counter("sync_processor_request_queued");
    private final Summary queueSize = new Summary("sync_processor_queue_size", false);
    private final Summary processMillis = new Summary("sync_process_time", false);
    private final Summary queueMillis = new Summary("sync_processor_queue_time_ms", true);
    private final Summary flushMillis = new Summary("sync_processor_queue_flush_time_ms", true);
    private final Summary queueAndFlushMillis =
            new Summary("sync_processor_queue_and_flush_time_ms", true);
    private final Summary syncMillis = new Summary("fsynctime", false);
    private final Summary batchSize = new Summary("sync_processor_batch_size", false);

    List<Counter> counters() {
        return List.of(queued);
    }

    List<Summary> summaries() {
        return List.of(
                syncMillis,
                batchSize,
                queueSize,
                processMillis,
                queueMillis,
                flushMillis,
                queueAndFlushMillis);
    }

    void queued() {
        queued.add(1);
    }

    void submitted(LogBatch batch) {
        queueSize.add(batch.actions.size());
    }

    void written(LogBatch batch) {
        syncMillis.add(batch.syncedNanos / NANOS_PER_MILLI);
        processMillis.add((batch.endedNanos - batch.begunNanos) / NANOS_PER_MILLI);
        queueMillis.add((batch.begunNanos - batch.cameNanos) / NANOS_PER_MILLI);
        flushMillis.add((batch.endedNanos - batch.begunNanos) / NANOS_PER_MILLI);
        queueAndFlushMillis.add((batch.endedNanos - batch.cameNanos) / NANOS_PER_MILLI);
        batchSize.add(batch.actions.size());
    }
}
