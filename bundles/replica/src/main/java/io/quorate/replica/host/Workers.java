package io.quorate.replica.host;

import io.quorate.runtime.Worker;

/**
 * The threads of a replica beside its loop; each does one thing after the other.
 *
 * @param log writes and syncs the log, and changes history
 * @param background writes snapshots, purges, and builds received trees
 * @param reads reads log and tree for learners and long requests
 */
public record Workers(Worker log, Worker background, Worker reads) {

    /** Ends them when what was handed to them is done. Any thread; waits. */
    public void close() {
        log.close();
        background.close();
        reads.close();
    }
}
