package io.quorate.replica;

import io.quorate.model.Zxid;
import io.quorate.testkit.sim.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was ever committed, by whom epochs were led, and what trees looked like. */
final class EnsembleJudge {

    private final Map<Long, HistoryMirror> mirrors;
    private final TreeMap<Long, Integer> ledger = new TreeMap<>();
    private final TreeMap<Long, Long> digests = new TreeMap<>();
    private final Map<Long, Long> leaders = new HashMap<>();
    private final int voters;
    private long acknowledged;
    private long terms;

    EnsembleJudge(Map<Long, HistoryMirror> mirrors, int voters) {
        this.mirrors = mirrors;
        this.voters = voters;
    }

    long committed() {
        return ledger.size();
    }

    long terms() {
        return terms;
    }

    /** CommittedPrefixEqual, CommittedIsDurable: a server applies these transactions. */
    void applies(long server, TreeMap<Long, Integer> entries) {
        for (Map.Entry<Long, Integer> entry : entries.entrySet()) {
            Integer known = ledger.get(entry.getKey());
            if (known != null && !known.equals(entry.getValue())) {
                throw new Violation(
                        "CommittedPrefixEqual",
                        "server %d applies another %x than those before it",
                        server,
                        entry.getKey());
            }
            if (known == null) {
                if (!ledger.isEmpty() && entry.getKey() < ledger.lastKey()) {
                    throw new Violation(
                            "CommittedPrefixEqual",
                            "server %d applies %x, which others passed by",
                            server,
                            entry.getKey());
                }
                isDurable(server, entry.getKey(), entry.getValue());
                ledger.put(entry.getKey(), entry.getValue());
            }
        }
    }

    private void isDurable(long server, long zxid, int hash) {
        List<Long> holders = new ArrayList<>();
        mirrors.forEach(
                (id, mirror) -> {
                    if (id <= voters && mirror.holds(zxid, hash)) {
                        holders.add(id);
                    }
                });
        if (holders.size() <= voters / 2) {
            throw new Violation(
                    "CommittedIsDurable",
                    "server %d applies %x, which only %s have on disk",
                    server,
                    zxid,
                    holders);
        }
    }

    /** OneLeaderPerTerm, LeaderHasEverything. */
    void leads(long server, long epoch, long applied) {
        terms++;
        Long first = leaders.putIfAbsent(epoch, server);
        if (first != null && first != server) {
            throw new Violation("OneLeaderPerTerm", "epoch %d: %d, then %d", epoch, first, server);
        }
        Long newest = ledger.lowerKey(Zxid.of(epoch + 1, 0));
        if (newest != null && applied < newest) {
            throw new Violation(
                    "LeaderHasEverything",
                    "server %d leads epoch %d with %x, but %x is committed",
                    server,
                    epoch,
                    applied,
                    newest);
        }
    }

    /** EqualTrees: digest of a tree that stands at a transaction. */
    void stands(long server, long zxid, long digest) {
        Long last = ledger.floorKey(zxid);
        if (last == null) {
            return;
        }
        Long known = digests.putIfAbsent(last, digest);
        if (known != null && known != digest) {
            throw new Violation(
                    "EqualTrees",
                    "server %d has digest %x at %x, another had %x",
                    server,
                    digest,
                    last,
                    known);
        }
    }

    long acknowledged() {
        return acknowledged;
    }

    /** RealTimeOrder. */
    void acknowledges(long zxid, long before) {
        if (zxid <= before) {
            throw new Violation(
                    "RealTimeOrder", "%x is written after %x was acknowledged", zxid, before);
        }
        acknowledged = Math.max(acknowledged, zxid);
    }
}
