package io.quorate.replica;

import io.quorate.model.ServerId;
import io.quorate.testkit.sim.invariant.CommittedHistory;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was ever committed, by whom epochs were led, and what trees looked like. */
final class EnsembleJudge {

    private final Map<Long, HistoryMirror> mirrors;
    private final CommittedHistory<Integer> history = new CommittedHistory<>();
    private final TreeMap<Long, Long> digests = new TreeMap<>();
    private final int voters;

    EnsembleJudge(Map<Long, HistoryMirror> mirrors, int voters) {
        this.mirrors = mirrors;
        this.voters = voters;
    }

    long committed() {
        return history.size();
    }

    long terms() {
        return history.terms();
    }

    /** CommittedPrefixEqual, CommittedIsDurable: a server applies these transactions. */
    void applies(long server, TreeMap<Long, Integer> entries) {
        for (Map.Entry<Long, Integer> entry : entries.entrySet()) {
            if (history.isNew(new ServerId(server), entry.getKey(), entry.getValue())) {
                isDurable(server, entry.getKey(), entry.getValue());
                history.add(entry.getKey(), entry.getValue());
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

    /** OneLeaderPerTerm, LeaderHasEverything; what it has applied is for EqualTrees. */
    void leads(long server, long epoch, long applied) {
        history.leads(new ServerId(server), epoch, applied, newest -> true);
    }

    /** EqualTrees: digest of a tree that stands at a transaction. */
    void stands(long server, long zxid, long digest) {
        Map.Entry<Long, Integer> newest = history.upTo(zxid);
        if (newest == null) {
            return;
        }
        long last = newest.getKey();
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
        return history.acknowledged();
    }

    /** RealTimeOrder. */
    void acknowledges(long client, long zxid, long before) {
        history.acknowledges(client, zxid, before);
    }
}
