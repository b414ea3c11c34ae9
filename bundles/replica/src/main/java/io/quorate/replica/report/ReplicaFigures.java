package io.quorate.replica.report;

import io.quorate.replica.txn.ProposalSizes;
import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import io.quorate.service.PluginInUse;
import java.util.List;
import java.util.function.Supplier;

/**
 * Everything the parts of a replica count, and which plugins are among them. Loop thread only.
 *
 * @param proposals sizes of what was proposed here
 * @param plugins those that are in use when they are asked for
 */
public record ReplicaFigures(
        List<Counter> counters,
        List<Summary> summaries,
        ProposalSizes proposals,
        Supplier<List<PluginInUse>> plugins) {

    /** Begins anew, as {@code srst} asks. */
    void reset() {
        counters.forEach(Counter::reset);
        summaries.forEach(Summary::reset);
        proposals.reset();
    }
}
