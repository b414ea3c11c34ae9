package io.quorate.consensus.kit.learner;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.state.Outbox;

/** A tree on its way in, with the entries behind it: invisible until it is installed. */
public final class StagedTree {

    private final Outbox out;
    private final long transfer;
    private long offset;
    private boolean complete;

    StagedTree(Outbox out, long transfer) {
        this.out = out;
        this.transfer = transfer;
    }

    void add(byte[] bytes, boolean last) {
        out.add(new ConsensusAction.StageSnapshot(transfer, offset, bytes, last));
        offset += bytes.length;
    }

    void add(LogEntry entry) {
        out.add(new ConsensusAction.StageEntry(transfer, entry));
    }

    /** All of it is stored and verified. */
    void completed() {
        complete = true;
    }

    boolean isComplete() {
        return complete;
    }

    void cancel() {
        out.add(new ConsensusAction.CancelRead(transfer));
    }

    long transfer() {
        return transfer;
    }
}
