package io.quorate.replica.log;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import java.util.ArrayList;
import java.util.List;

/** What is written and synced together. The loop fills it, then the log worker writes it. */
final class LogBatch {

    final List<ConsensusAction> actions = new ArrayList<>();

    /** How changes of history in it ended. */
    final List<ConsensusEvent.HistoryReset> resets = new ArrayList<>();

    /** Of the last action. */
    long ticket;

    /** When the first action came. */
    long cameNanos;

    /** When the worker began, and when all was durable. */
    long begunNanos;

    long endedNanos;

    /** How long the disk took. */
    long syncedNanos;

    /** Position up to which the log is durable behind it. */
    long durableZxid;

    void clear() {
        actions.clear();
        resets.clear();
    }
}
