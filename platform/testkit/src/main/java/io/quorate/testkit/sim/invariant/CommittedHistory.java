package io.quorate.testkit.sim.invariant;

import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What was ever committed and which servers ever led in one run, across all crashes: what every
 * simulation holds the servers of every protocol to. A term is what a core calls epoch when it
 * begins to lead. The names of the invariants are those of docs/TESTING.md.
 *
 * @param <F> what servers that applied the same transaction have in common; compared with equals
 */
public final class CommittedHistory<F> {

    private final TreeMap<Long, F> facts = new TreeMap<>();
    private final Map<Long, ServerId> leaders = new HashMap<>();
    private long terms;
    private long acknowledged;

    /**
     * OneLeaderPerTerm and LeaderHasEverything: a server begins to serve as leader.
     *
     * @param applied where it stands
     * @param standsBehind whether its state is the one behind the transaction with this fact; a
     *     server may stand further and still lack something
     */
    public void leads(ServerId server, long term, long applied, Predicate<F> standsBehind) {
        terms++;
        ServerId first = leaders.putIfAbsent(term, server);
        if (first != null && !first.equals(server)) {
            throw new Violation(
                    "OneLeaderPerTerm",
                    "term %d was led by %s and is now led by %s",
                    term,
                    first,
                    server);
        }
        // One that learns late that it was elected may meet a later term already; it can commit
        // nothing any more.
        Map.Entry<Long, F> newest = facts.lowerEntry(Zxid.of(term + 1, 0));
        if (newest == null) {
            return;
        }
        if (applied < newest.getKey()) {
            throw new Violation(
                    "LeaderHasEverything",
                    "server %s leads term %d with %x, but %x is committed",
                    server,
                    term,
                    applied,
                    newest.getKey());
        }
        if (!standsBehind.test(newest.getValue())) {
            throw new Violation(
                    "LeaderHasEverything",
                    "server %s leads term %d with %x, but has not applied all that is committed up to %x",
                    server,
                    term,
                    applied,
                    newest.getKey());
        }
    }

    /**
     * CommittedPrefixEqual: a server applies a transaction.
     *
     * @return true if it is the first to do so; what else must hold then is to be judged before
     *     {@link #add}
     */
    public boolean isNew(ServerId server, long zxid, F fact) {
        F known = facts.get(zxid);
        if (known != null) {
            if (!known.equals(fact)) {
                throw new Violation(
                        "CommittedPrefixEqual",
                        "server %s applied another %x than those before it",
                        server,
                        zxid);
            }
            return false;
        }
        if (!facts.isEmpty() && zxid < facts.lastKey()) {
            throw new Violation(
                    "CommittedPrefixEqual",
                    "server %s applied %x, which others passed by; %x is committed",
                    server,
                    zxid,
                    facts.lastKey());
        }
        return true;
    }

    /** A transaction is committed. */
    public void add(long zxid, F fact) {
        facts.put(zxid, fact);
    }

    /** What is known of a transaction; null if it is not committed. */
    public F get(long zxid) {
        return facts.get(zxid);
    }

    /** The last committed transaction at or below a zxid; null if there is none. */
    public Map.Entry<Long, F> upTo(long zxid) {
        return facts.floorEntry(zxid);
    }

    /** RealTimeOrder: a client gets the reply to its write. */
    public void acknowledges(long client, long zxid, long before) {
        if (zxid <= before) {
            throw new Violation(
                    "RealTimeOrder",
                    "client %d wrote %x after %x had been acknowledged",
                    client,
                    zxid,
                    before);
        }
        acknowledged = Math.max(acknowledged, zxid);
    }

    /** Newest transaction that a reply has named. */
    public long acknowledged() {
        return acknowledged;
    }

    /** Transactions ever committed. */
    public int size() {
        return facts.size();
    }

    /** How often a server began to serve as leader. */
    public long terms() {
        return terms;
    }

    /** An ensemble begins anew, without anything of this. */
    public void clear() {
        facts.clear();
        leaders.clear();
        acknowledged = 0;
    }
}
