package io.quorate.testkit.sim;

import io.quorate.consensus.LogEntry;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.testkit.sim.invariant.CommittedHistory;
import io.quorate.testkit.sim.invariant.Invariants;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Holds every server, whatever its protocol, to what was ever committed, what replies said, and
 * what is on the disks. The names of the invariants are those of docs/TESTING.md.
 *
 * <p>Source: spec quorum-protocol section 22.1.
 */
public final class Judge {

    /** A committed transaction: its bytes, and the state behind it. */
    private record Fact(long txnHash, long digest, long count) {}

    private record Submitted(long sessionId, int cxid) {}

    private final Simulation world;
    private final Invariants own;
    private final CommittedHistory<Fact> history = new CommittedHistory<>();
    private final TreeMap<Long, Membership> configurations = new TreeMap<>();
    private final Set<Submitted> submitted = new HashSet<>();
    private int cuts;
    private int installs;
    private Set<ServerId> outside = Set.of();
    private Consumer<LogEntry> listener = entry -> {};

    Judge(Simulation world, Invariants own) {
        this.world = world;
        this.own = own;
    }

    /** The configuration that is in force from the beginning. */
    void beginsWith(Membership membership) {
        configurations.put(-1L, membership);
    }

    /** From now on this one gets each transaction when the first server applies it. */
    void whenCommitted(Consumer<LogEntry> told) {
        listener = told;
    }

    /**
     * Most disks are new: an ensemble begins anew, without what these servers have.
     *
     * @param others servers with the old history, which have no say any more
     */
    void beginAnew(Set<ServerId> others) {
        outside = Set.copyOf(others);
        history.clear();
        configurations.tailMap(0L).clear();
        own.beginsAnew(outside);
    }

    /** The last of them has given up its history. */
    void admitAll() {
        outside = Set.of();
        own.admitsAll();
    }

    boolean isOutside(ServerId server) {
        return outside.contains(server);
    }

    /** ServingQuorumGoesOn: a server with another history has no part in what happens. */
    private void mustNot(ServerId server, String what) {
        if (isOutside(server)) {
            throw new Violation(
                    "ServingQuorumGoesOn",
                    "server %s has another history than those that serve, and %s",
                    server,
                    what);
        }
    }

    /** The newest configuration that is committed. */
    Membership inForce() {
        return configurations.lastEntry().getValue();
    }

    /** Those of the configuration in force; nobody waits for others. */
    List<SimMachine> members() {
        Membership inForce = inForce();
        return world.machines().stream().filter(any -> inForce.member(any.id()) != null).toList();
    }

    /**
     * Whether it has no way back: while it was away, all the servers it knows have moved to other
     * ports, so that none of those that serve answers where it asks. An operator would have to give
     * it an address.
     */
    boolean isStranded(SimMachine machine) {
        if (!machine.isUp() || machine.server().isServing()) {
            return false;
        }
        SimReplica replica = machine.server().replica();
        return Stream.of(replica.committed(), replica.proposed())
                .filter(Objects::nonNull)
                .flatMap(known -> known.members().values().stream())
                .noneMatch(
                        other ->
                                isServing(other.id())
                                        && world.network()
                                                .listensForVotes(other.id(), other.addresses()));
    }

    /**
     * Whether nobody may lead: a server that gets its vote with a configuration that is proposed
     * has more than those who vote now. They cannot elect it, and a leader of zab does not lead
     * whom it is behind, as with ZooKeeper.
     */
    boolean isHeldUp() {
        Membership inForce = inForce();
        long newest = 0;
        long ahead = 0;
        for (SimMachine machine : world.machines()) {
            if (!machine.isUp() || machine.server().isServing()) {
                return false;
            }
            long last = machine.server().replica().lastZxid();
            if (inForce.participates(machine.id())) {
                newest = Math.max(newest, last);
            } else if (world.machines().stream()
                    .anyMatch(any -> any.proposesAsVoter(machine.id()))) {
                ahead = Math.max(ahead, last);
            }
        }
        return own.needsNewestLeader() && ahead > newest;
    }

    private boolean isServing(ServerId id) {
        SimServer server = world.machine(id).server();
        return server != null && server.isServing();
    }

    /**
     * OneLeaderPerTerm, LeaderHasEverything and LeaderKnowsWhoDecides: a server begins to serve as
     * leader.
     */
    void leads(ServerId server, long epoch, SimReplica replica) {
        mustNot(server, "leads");
        ModelTree tree = replica.tree();
        history.leads(
                server,
                epoch,
                tree.zxid(),
                newest -> newest.digest() == tree.digest() && newest.count() == tree.count());
        Membership inForce = configurations.lowerEntry(Zxid.of(epoch + 1, 0)).getValue();
        // The first one gets the version of the epoch in which it is met; one that is written by
        // hand names its server as well.
        if (!replica.committed().quorums().equals(inForce.quorums())) {
            throw new Violation(
                    "LeaderKnowsWhoDecides",
                    "server %s leads term %d with configuration %x, but %x is in force",
                    server,
                    epoch,
                    replica.committed().version(),
                    inForce.version());
        }
        own.leads(server, epoch, inForce);
    }

    /**
     * CommittedPrefixEqual, AppliedInOrder, CommittedIsDurable: a server applied a transaction;
     * true if it is the first to do so.
     */
    boolean applies(SimServer server, LogEntry entry, long digest, long count) {
        mustNot(server.id(), "applies a transaction");
        Fact fact = new Fact(Trace.hashOf(entry.txn()), digest, count);
        if (!history.isNew(server.id(), entry.zxid(), fact)) {
            return false;
        }
        if (count != history.size() + 1) {
            throw new Violation(
                    "AppliedInOrder",
                    "server %s applied %x as number %d, but %d are committed",
                    server.id(),
                    entry.zxid(),
                    count,
                    history.size());
        }
        List<ServerId> holders = world.holders(entry);
        if (!decides(server, entry, holders)) {
            throw new Violation(
                    "CommittedIsDurable",
                    "server %s applied %x, which only %s have on disk",
                    server.id(),
                    entry.zxid(),
                    holders);
        }
        history.add(entry.zxid(), fact);
        Membership next = ModelTree.configuration(entry.txn());
        if (next != null) {
            configurations.put(entry.zxid(), next);
        }
        listener.accept(entry);
        return true;
    }

    /**
     * Whether these servers decide, as far as this one knows; over a configuration, those of the
     * new one must agree too.
     */
    private boolean decides(SimServer server, LogEntry entry, List<ServerId> servers) {
        if (world.has(SimPlan.Trait.ORACLE)) {
            return servers.contains(Simulation.FAVOURITE);
        }
        Membership proposed = server.replica().proposed();
        return server.replica().committed().quorums().isQuorum(servers)
                && (proposed == null
                        || proposed.version() != entry.zxid()
                        || proposed.quorums().isQuorum(servers));
    }

    /**
     * SubmittedOnce: what a client asked for once is committed at most once. Session 0 is none:
     * what servers ask for themselves has no numbers.
     */
    void carriesOut(long sessionId, int cxid, long zxid) {
        if (sessionId != 0 && !submitted.add(new Submitted(sessionId, cxid))) {
            throw new Violation(
                    "SubmittedOnce",
                    "request %d of session %d was carried out again as %x",
                    cxid,
                    sessionId,
                    zxid);
        }
    }

    /**
     * NoCommittedCut: a server drops what is above {@code after}. What is committed may go only if
     * enough others have it: a leader of the running epoch may cut a proposal it sends again, and
     * see it committed by others meanwhile.
     */
    void cuts(SimServer server, long after, long last, List<LogEntry> dropped) {
        mustNot(server.id(), "cuts its history");
        cuts++;
        mayGo(server, after, last, dropped);
    }

    private void mayGo(SimServer server, long after, long last, List<LogEntry> dropped) {
        for (LogEntry entry : dropped) {
            Fact known = history.get(entry.zxid());
            if (known != null && known.txnHash() == Trace.hashOf(entry.txn())) {
                List<ServerId> others =
                        world.holders(entry).stream()
                                .filter(holder -> !holder.equals(server.id()))
                                .toList();
                if (!decides(server, entry, others)) {
                    throw new Violation(
                            "NoCommittedCut",
                            "server %s cuts %x to %x; %x is committed and only %s have it besides",
                            server.id(),
                            last,
                            after,
                            entry.zxid(),
                            others);
                }
            }
        }
    }

    /**
     * CommittedPrefixEqual, NoCommittedCut: a server takes over a snapshot, and what it had beyond
     * the new history is dropped.
     */
    void installs(SimServer server, long zxid, ModelTree tree, List<LogEntry> dropped) {
        mustNot(server.id(), "takes over a snapshot");
        installs++;
        if (!dropped.isEmpty()) {
            mayGo(server, zxid, dropped.getLast().zxid(), dropped);
        }
        Map.Entry<Long, Fact> last = history.upTo(tree.zxid());
        long digest = last == null ? 0 : last.getValue().digest();
        if (tree.digest() != digest) {
            throw new Violation(
                    "CommittedPrefixEqual",
                    "server %s installs a snapshot at %x that differs from what is committed",
                    server.id(),
                    zxid);
        }
    }

    /** Transactions ever committed. */
    public long committed() {
        return history.size();
    }

    /** How often a server began to serve as leader. */
    public long terms() {
        return history.terms();
    }

    /** How often a server was ordered to drop the end of its log. */
    public int cuts() {
        return cuts;
    }

    /** How often a server took over a snapshot. */
    public int installs() {
        return installs;
    }

    /** Newest transaction that a reply has named. */
    long acknowledged() {
        return history.acknowledged();
    }

    /**
     * RealTimeOrder: a client gets the reply to its write; {@code before} is the newest one that a
     * reply had named when it asked.
     */
    void acknowledges(long client, long zxid, long before) {
        history.acknowledges(client, zxid, before);
    }

    /** SyncIsFresh: a read behind a sync sees everything acknowledged before the sync began. */
    void synced(long client, ServerId server, long zxid, long before) {
        if (zxid < before) {
            throw new Violation(
                    "SyncIsFresh",
                    "client %d synced server %s to %x, but %x had been acknowledged before",
                    client,
                    server,
                    zxid,
                    before);
        }
    }

    /** ReadYourWrites: a session never looks back. */
    void sees(long client, ServerId server, long zxid, long seen) {
        if (zxid < seen) {
            throw new Violation(
                    "ReadYourWrites",
                    "client %d saw %x and now server %s at %x",
                    client,
                    seen,
                    server,
                    zxid);
        }
    }
}
