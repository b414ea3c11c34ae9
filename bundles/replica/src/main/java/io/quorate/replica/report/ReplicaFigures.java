package io.quorate.replica.report;

import io.quorate.replica.txn.ProposalSizes;
import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import java.util.List;

/**
 * Everything the parts of a replica count. Loop thread only.
 *
 * @param proposals sizes of what was proposed here
 */
public record ReplicaFigures(
        List<Counter> counters, List<Summary> summaries, ProposalSizes proposals) {

    /** Begins anew, as {@code srst} asks. */
    void reset() {
        counters.forEach(Counter::reset);
        summaries.forEach(Summary::reset);
        proposals.reset();
    }
}
