package io.quorate.replica.host;

import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Worker;
import io.quorate.runtime.WorkerThread;

/**
 * The threads of a replica beside its loop; each does one thing after the other.
 *
 * @param log writes and syncs the log, and changes history
 * @param background writes snapshots, purges, and builds received trees
 * @param reads reads log and tree for learners and long requests
 */
public record Workers(Worker log, Worker background, Worker reads) {

    /** A thread of its own for each. */
    public static Workers threads(FaultPolicy faults) {
        return new Workers(
                new WorkerThread("quorate-log", faults),
                new WorkerThread("quorate-background", faults),
                new WorkerThread("quorate-reads", faults));
    }

    /** Ends them when what was handed to them is done. Any thread; waits. */
    public void close() {
        log.close();
        background.close();
        reads.close();
    }
}
