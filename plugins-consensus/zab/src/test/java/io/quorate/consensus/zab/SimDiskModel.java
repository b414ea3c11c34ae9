package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LogEntry;
import io.quorate.model.Membership;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one server has on disk, and what is on its way there. Persistence actions become durable in
 * order; a crash keeps any prefix of them.
 */
public final class SimDiskModel {

    /** A transaction in a tree: the tree is the list of what was applied to it. */
    public record Applied(long zxid, byte[] txn) {}

    /** A staged transfer. */
    static final class Staged {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final List<LogEntry> entries = new ArrayList<>();
    }

    /** What a reset came to. */
    record Reset(long ticket, long lastZxid, long appliedZxid, List<Applied> tree) {}

    private record Pending(long ticket, ConsensusAction action, Staged staged) {}

    HardState hard = HardState.INITIAL;
    Membership committedMembership;
    Membership proposedMembership;
    final TreeMap<Long, byte[]> log = new TreeMap<>();
    List<Applied> image = new ArrayList<>();
    long imageZxid;
    long commitPoint;

    /** The log was found to be damaged, and nothing of it can be used. */
    boolean damaged;

    private final ArrayDeque<Pending> pending = new ArrayDeque<>();

    void add(long ticket, ConsensusAction action, Staged staged) {
        pending.add(new Pending(ticket, action, staged));
    }

    int pending() {
        return pending.size();
    }

    /** The next action becomes durable; its ticket. Truncations and installations give a reset. */
    long complete(List<Reset> resets) {
        Pending next = pending.poll();
        switch (next.action()) {
            case ConsensusAction.Append append -> {
                if (damaged) {
                    throw new AssertionError("an entry behind a damaged log");
                }
                log.put(append.entry().zxid(), append.entry().txn());
            }
            case ConsensusAction.WriteHardState write -> hard = write.hardState();
            case ConsensusAction.StoreMembership store -> {
                if (store.stage() == ConsensusAction.Stage.COMMITTED) {
                    committedMembership = store.membership();
                } else {
                    proposedMembership = store.membership();
                }
            }
            case ConsensusAction.Truncate truncate -> {
                log.tailMap(truncate.after(), false).clear();
                resets.add(new Reset(next.ticket(), lastZxid(), -1, null));
            }
            case ConsensusAction.InstallSnapshot install -> {
                image = SnapshotModel.read(next.staged().bytes.toByteArray());
                imageZxid = install.zxid();
                commitPoint = install.zxid();
                damaged = false;
                log.clear();
                for (LogEntry entry : next.staged().entries) {
                    log.put(entry.zxid(), entry.txn());
                }
                hard = install.hardState();
                resets.add(new Reset(next.ticket(), lastZxid(), imageZxid, new ArrayList<>(image)));
            }
            default -> throw new AssertionError(next.action());
        }
        return next.ticket();
    }

    /** Durable bytes of the log are lost, while the server is down. */
    void damage() {
        damaged = true;
        log.clear();
        commitPoint = imageZxid;
    }

    void crash(int survivors) {
        for (int i = 0; i < survivors && !pending.isEmpty(); i++) {
            complete(new ArrayList<>());
        }
        pending.clear();
    }

    long lastZxid() {
        return log.isEmpty() ? imageZxid : Math.max(imageZxid, log.lastKey());
    }

    boolean holds(long zxid) {
        return log.containsKey(zxid) || image.stream().anyMatch(applied -> applied.zxid() == zxid);
    }

    /** The tree as recovery finds it: the image and the log up to the commit point. */
    List<Applied> recovered() {
        List<Applied> tree = new ArrayList<>(image);
        for (Map.Entry<Long, byte[]> entry : log.entrySet()) {
            if (entry.getKey() > imageZxid && entry.getKey() <= commitPoint) {
                tree.add(new Applied(entry.getKey(), entry.getValue()));
            }
        }
        return tree;
    }

    /** The log forgets what the image has. */
    void checkpoint(List<Applied> tree, long zxid) {
        image = new ArrayList<>(tree);
        imageZxid = zxid;
        commitPoint = Math.max(commitPoint, zxid);
        log.headMap(zxid, true).clear();
    }
}
