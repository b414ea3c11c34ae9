package io.quorate.replica;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.model.Zxid;
import io.quorate.replica.client.Pending;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a server was told to keep, and what of it the storage has called durable; survives the
 * server's crashes and holds its disk to it. Written from what passes between core and replica.
 */
final class HistoryMirror {

    /** What became of the log. */
    private static final class History {
        final TreeMap<Long, Integer> log = new TreeMap<>();
        long treeZxid;
        long accepted = -1;
        long current = -1;

        void take(History other) {
            log.clear();
            log.putAll(other.log);
            treeZxid = other.treeZxid;
        }

        History copy() {
            History copy = new History();
            copy.take(this);
            copy.accepted = accepted;
            copy.current = current;
            return copy;
        }
    }

    private record Pending(long ticket, ConsensusAction action, TreeMap<Long, Integer> staged) {}

    private final long server;
    private final Map<Long, TreeMap<Long, Integer>> stagings = new HashMap<>();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private History durable = new History();

    /** What was destroyed, until the server has been given a tree. */
    private final TreeMap<Long, Integer> lost = new TreeMap<>();

    private History beforeCut;
    private long applied;
    private int changes;

    HistoryMirror(long server) {
        this.server = server;
    }

    static int hash(byte[] txn) {
        return Arrays.hashCode(txn);
    }

    /** Entries a commit up to there applies, of all that was handed over: zxid to hash. */
    TreeMap<Long, Integer> commits(long upTo) {
        TreeMap<Long, Integer> all = new TreeMap<>(durable.log);
        for (Pending one : pending) {
            replay(all, one);
        }
        TreeMap<Long, Integer> found = new TreeMap<>(all.subMap(applied, false, upTo, true));
        applied = Math.max(applied, upTo);
        return found;
    }

    private static void replay(TreeMap<Long, Integer> log, Pending one) {
        switch (one.action()) {
            case ConsensusAction.Append append ->
                    log.put(append.entry().zxid(), hash(append.entry().txn()));
            case ConsensusAction.Truncate cut -> log.tailMap(cut.after(), false).clear();
            case ConsensusAction.InstallSnapshot install -> {
                if (install.keepTail()) {
                    log.headMap(install.zxid(), true).clear();
                } else {
                    log.clear();
                }
                log.putAll(one.staged());
            }
            default -> {}
        }
    }

    /** Whether the log worker may be changing the tree. */
    boolean isChanging() {
        return changes > 0;
    }

    long applied() {
        return applied;
    }

    /**
     * Whether it has an entry on disk, or had it until its disk was damaged: what it had
     * acknowledged counts, for it has no say until it has got a tree.
     */
    boolean holds(long zxid, int hash) {
        Integer own = durable.log.get(zxid);
        return own == null
                ? durable.treeZxid >= zxid || Objects.equals(lost.get(zxid), hash)
                : own == hash;
    }

    void action(ConsensusAction action) {
        switch (action) {
            case ConsensusAction.StageEntry stage ->
                    stagings.computeIfAbsent(stage.transfer(), any -> new TreeMap<>())
                            .put(stage.entry().zxid(), hash(stage.entry().txn()));
            case ConsensusAction.CancelRead cancel -> stagings.remove(cancel.id());
            case ConsensusAction.Append append -> await(append.ticket(), action, null);
            case ConsensusAction.Truncate cut -> {
                changes++;
                await(cut.ticket(), action, null);
            }
            case ConsensusAction.WriteHardState write -> await(write.ticket(), action, null);
            case ConsensusAction.StoreMembership store -> await(store.ticket(), action, null);
            case ConsensusAction.InstallSnapshot install -> {
                changes++;
                TreeMap<Long, Integer> staged = stagings.remove(install.transfer());
                TreeMap<Long, Integer> behind = staged == null ? new TreeMap<>() : staged;
                behind.headMap(install.zxid(), true).clear();
                await(install.ticket(), action, behind);
            }
            default -> {}
        }
    }

    private void await(long ticket, ConsensusAction action, TreeMap<Long, Integer> staged) {
        pending.add(new Pending(ticket, action, staged));
    }

    void event(ConsensusEvent event) {
        switch (event) {
            case ConsensusEvent.Start start -> started(start);
            case ConsensusEvent.Persisted persisted -> {
                while (!pending.isEmpty() && pending.peek().ticket() <= persisted.ticket()) {
                    becomesDurable(pending.poll());
                }
            }
            case ConsensusEvent.HistoryReset reset -> {
                if (!reset.ok() && beforeCut != null) {
                    durable.take(beforeCut);
                }
                applied = reset.appliedZxid();
                changes--;
            }
            default -> {}
        }
    }

    private void becomesDurable(Pending one) {
        if (one.action() instanceof ConsensusAction.Truncate) {
            beforeCut = durable.copy();
        }
        replay(durable.log, one);
        switch (one.action()) {
            case ConsensusAction.InstallSnapshot install -> {
                durable.treeZxid = install.zxid();
                lost.clear();
                durable.accepted = install.hardState().acceptedEpoch();
                durable.current = install.hardState().currentEpoch();
            }
            case ConsensusAction.WriteHardState write -> {
                durable.accepted = write.hardState().acceptedEpoch();
                durable.current = write.hardState().currentEpoch();
            }
            default -> {}
        }
    }

    /** EpochsInOrder; and nothing that was called durable is forgotten. */
    private void started(ConsensusEvent.Start start) {
        long accepted = start.hardState().acceptedEpoch();
        long current = start.hardState().currentEpoch();
        if (accepted < current || current >= 0 && Zxid.epoch(start.lastZxid()) > current) {
            throw new Violation(
                    "EpochsInOrder",
                    "server %d starts with accepted epoch %d, current epoch %d and %x",
                    server,
                    accepted,
                    current,
                    start.lastZxid());
        }
        if (accepted < durable.accepted || current < durable.current) {
            throw new Violation(
                    "DurableIsThere",
                    "server %d starts with epochs %d and %d; %d and %d were durable",
                    server,
                    accepted,
                    current,
                    durable.accepted,
                    durable.current);
        }
        durable.accepted = accepted;
        durable.current = current;
        applied = start.appliedZxid();
    }

    /** What was durable was destroyed, and the storage has found that out. */
    void damaged(long treeZxid) {
        lost.putAll(durable.log);
        durable.log.clear();
        durable.treeZxid = treeZxid;
        changes = 0;
        pending.clear();
        stagings.clear();
        beforeCut = null;
    }

    /**
     * DurableIsThere: what a storage found when it was opened, held against what it had called
     * durable; from then on that is what there is.
     *
     * @param treeZxid of the snapshot it loaded
     */
    void opened(long treeZxid, Iterable<LogEntry> entries) {
        TreeMap<Long, Integer> found = new TreeMap<>();
        entries.forEach(entry -> found.put(entry.zxid(), hash(entry.txn())));
        long floor = Long.MAX_VALUE;
        for (Pending one : pending) {
            if (one.action() instanceof ConsensusAction.Truncate cut) {
                floor = Math.min(floor, cut.after());
            } else if (one.action() instanceof ConsensusAction.InstallSnapshot) {
                floor = -1;
            }
        }
        for (Map.Entry<Long, Integer> kept : durable.log.headMap(floor, true).entrySet()) {
            Integer now = found.get(kept.getKey());
            boolean there = now == null ? treeZxid >= kept.getKey() : now.equals(kept.getValue());
            if (!there) {
                throw new Violation(
                        "DurableIsThere",
                        "server %d was told that %x is durable, and after a restart %s",
                        server,
                        kept.getKey(),
                        now == null ? "it is gone" : "something else is there");
            }
        }
        if (floor >= 0 && treeZxid < durable.treeZxid) {
            throw new Violation(
                    "DurableIsThere",
                    "server %d had installed a snapshot at %x and loads one at %x",
                    server,
                    durable.treeZxid,
                    treeZxid);
        }
        changes = 0;
        pending.clear();
        stagings.clear();
        durable.log.clear();
        durable.log.putAll(found);
        durable.treeZxid = treeZxid;
        beforeCut = null;
    }
}
