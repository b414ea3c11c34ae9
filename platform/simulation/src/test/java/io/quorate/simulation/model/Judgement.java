package io.quorate.simulation.model;

import io.quorate.consensus.LogEntry;
import io.quorate.model.ServerId;
import io.quorate.testkit.sim.invariant.CommittedHistory;
import io.quorate.testkit.sim.invariant.Invariants;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was ever committed and told in one run: the same invariants as the simulation's judge holds
 * its runs to, by the same names (docs/TESTING.md). Part of a state of the world.
 */
final class Judgement {

    /** A committed transaction, and the state behind it. */
    private record Fact(int number, long digest, long count) {}

    private final CommittedHistory<Fact> history = new CommittedHistory<>();
    private final TreeMap<Integer, Long> acknowledgedBefore = new TreeMap<>();
    private final TreeSet<Integer> carriedOut = new TreeSet<>();
    private final Invariants own;

    Judgement(Invariants own) {
        this.own = own;
    }

    /** Transactions that other disks must hold because of what a server has just done. */
    List<LogEntry> judge(ServerId server, Effect.Judged what) {
        List<LogEntry> mustBeHeld = new ArrayList<>();
        switch (what) {
            case Effect.Applies applies -> {
                if (applies(server, applies)) {
                    mustBeHeld.add(applies.entry());
                }
            }
            case Effect.Leads leads ->
                    history.leads(
                            server,
                            leads.term(),
                            leads.appliedZxid(),
                            newest ->
                                    newest.count() == leads.count()
                                            && newest.digest() == leads.digest());
            case Effect.Cuts cuts -> mustBeHeld.addAll(committed(cuts.dropped()));
            case Effect.Installs installs -> {
                mustBeHeld.addAll(committed(installs.dropped()));
                var last = history.upTo(installs.treeZxid());
                if (installs.digest() != (last == null ? 0 : last.getValue().digest())) {
                    throw new Violation(
                            "CommittedPrefixEqual",
                            "server %s installs a snapshot at %x that differs from what is committed",
                            server,
                            installs.zxid());
                }
            }
            case Effect.Asks asks -> {
                acknowledgedBefore.put(asks.number(), history.acknowledged());
                if (!asks.leading()) {
                    own.asks(server, asks.number());
                }
            }
            case Effect.Acknowledges it ->
                    history.acknowledges(
                            it.number(), it.zxid(), acknowledgedBefore.get(it.number()));
            case Effect.Syncs syncs -> syncs(server, syncs);
            case Effect.ComesBack back -> own.comesBack(server, back.number());
            case Effect.Forgets any -> own.forgets(server);
            case Effect.Writes it -> own.writes(server, it.role(), it.before(), it.wanted());
            case Effect.HasWritten it ->
                    own.hasWritten(server, it.role(), it.before(), it.wanted());
            case Effect.Stops stops -> own.stopped(server, stops.hardState(), stops.lastLogged());
        }
        return mustBeHeld;
    }

    /** True if it is the first server to do so. */
    private boolean applies(ServerId server, Effect.Applies applies) {
        LogEntry entry = applies.entry();
        int number = Txns.number(entry.txn());
        Fact fact = new Fact(number, applies.digest(), applies.count());
        if (!history.isNew(server, entry.zxid(), fact)) {
            return false;
        }
        if (applies.count() != history.size() + 1) {
            throw new Violation(
                    "AppliedInOrder",
                    "server %s applied %x as number %d, but %d are committed",
                    server,
                    entry.zxid(),
                    applies.count(),
                    history.size());
        }
        history.add(entry.zxid(), fact);
        if (number != 0 && !carriedOut.add(number)) {
            throw new Violation(
                    "SubmittedOnce", "write %d was carried out again as %x", number, entry.zxid());
        }
        return true;
    }

    private List<LogEntry> committed(List<LogEntry> entries) {
        return entries.stream()
                .filter(
                        entry -> {
                            Fact known = history.get(entry.zxid());
                            return known != null && known.number() == Txns.number(entry.txn());
                        })
                .toList();
    }

    private void syncs(ServerId server, Effect.Syncs syncs) {
        long before = acknowledgedBefore.get(syncs.number());
        if (syncs.appliedZxid() < before) {
            throw new Violation(
                    "SyncIsFresh",
                    "a client synced server %s to %x, but %x had been acknowledged before",
                    server,
                    syncs.appliedZxid(),
                    before);
        }
    }
}
