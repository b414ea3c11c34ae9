package io.quorate.simulation.model;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LogEntry;
import io.quorate.model.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk at the level of actions: what is on it, and what was asked of it and is not on it yet.
 * Runs of appends become durable together, everything else alone (consensus SPI section 1.4).
 */
final class ModelDisk {

    /** Something to be made durable. */
    sealed interface Write {
        long ticket();
    }

    record Append(long ticket, LogEntry entry, long appliedZxid) implements Write {}

    record HardStateWrite(long ticket, Role role, HardState before, HardState wanted)
            implements Write {}

    record Cut(long ticket, long after, ConsensusEvent.HistoryReset answer) implements Write {}

    record Install(
            long ticket,
            AppliedTree tree,
            List<LogEntry> entries,
            HardState hardState,
            ConsensusEvent.HistoryReset answer)
            implements Write {}

    /** Memberships do not change in a search; what is stored of them is not kept. */
    record MembershipWrite(long ticket) implements Write {}

    private final ArrayList<LogEntry> log = new ArrayList<>();
    private final ArrayDeque<Write> waiting = new ArrayDeque<>();
    private AppliedTree checkpoint = new AppliedTree();
    private HardState hardState = HardState.INITIAL;
    private long commitMark;

    void ask(Write write) {
        waiting.add(write);
    }

    int waiting() {
        return waiting.size();
    }

    /** Completes the next batch; the writes in it. */
    List<Write> complete() {
        List<Write> done = new ArrayList<>();
        do {
            done.add(waiting.poll());
        } while (done.getFirst() instanceof Append && waiting.peek() instanceof Append);
        done.forEach(this::apply);
        return done;
    }

    /** The power was gone; the first writes that waited have survived. */
    void survive(int surviving) {
        for (int i = 0; i < surviving; i++) {
            apply(waiting.poll());
        }
        waiting.clear();
    }

    private void apply(Write write) {
        switch (write) {
            case Append append -> {
                log.add(append.entry());
                commitMark = Math.max(commitMark, append.appliedZxid());
            }
            case HardStateWrite it -> hardState = it.wanted();
            case Cut cut -> {
                if (cut.answer().ok()) {
                    log.removeIf(entry -> entry.zxid() > cut.after());
                }
            }
            case Install install -> {
                checkpoint = install.tree().copy();
                commitMark = checkpoint.zxid();
                log.clear();
                log.addAll(install.entries());
                hardState = install.hardState();
            }
            case MembershipWrite any -> {}
        }
    }

    List<LogEntry> log() {
        return log;
    }

    AppliedTree checkpoint() {
        return checkpoint;
    }

    HardState hardState() {
        return hardState;
    }

    /** How far the history is known to be committed. */
    long commitMark() {
        return commitMark;
    }

    long lastLogged() {
        return log.isEmpty() ? 0 : log.getLast().zxid();
    }

    /** The transactions that are durable here. */
    List<LogEntry> durable() {
        List<LogEntry> durable = new ArrayList<>(checkpoint.txns());
        durable.addAll(log);
        return List.copyOf(durable);
    }
}
