package io.quorate.replica;

import io.quorate.model.Znode;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Counter;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Summary;
import io.quorate.service.Inspection;
import io.quorate.service.ReplicaReport;
import io.quorate.storage.DiskUse;
import io.quorate.storage.PathCursor;
import io.quorate.storage.SessionCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeCounts;
import io.quorate.storage.TreeIndex;
import io.quorate.tree.DigestLedger;
import io.quorate.tree.QuotaFigures;
import io.quorate.watches.Watcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Answers what people and tools want to know. Loop thread only. */
final class Reports implements Inspection {

    private final ReplicaSettings settings;
    private final TreeBatch tree;
    private final Serving serving;
    private final ClientDesks clients;
    private final ProposalSizes proposals;
    private EnsembleReports ensemble;
    private final WatchDesk watches;
    private final CallLanes lanes;
    private final SpaceWatch space;
    private final FaultPolicy faults;
    private final List<Counter> counters;
    private final List<Summary> summaries;
    private final DigestLedger digests;
    private final long startMillis;

    Reports(
            ReplicaSettings settings,
            TreeBatch tree,
            Serving serving,
            ClientDesks clients,
            ProposalSizes proposals,
            WatchDesk watches,
            CallLanes lanes,
            SpaceWatch space,
            DigestLedger digests,
            FaultPolicy faults,
            Clock clock,
            List<Counter> counters,
            List<Summary> summaries) {
        this.settings = settings;
        this.tree = tree;
        this.serving = serving;
        this.clients = clients;
        this.proposals = proposals;
        this.watches = watches;
        this.lanes = lanes;
        this.space = space;
        this.digests = digests;
        this.faults = faults;
        this.counters = new ArrayList<>(counters);
        this.summaries = new ArrayList<>(summaries);
        this.startMillis = clock.wallMillis();
    }

    /** Where there are other servers; before the first report. */
    void connect(EnsembleReports others) {
        ensemble = others;
        counters.addAll(others.counters());
        summaries.addAll(others.summaries());
    }

    ReplicaReport report() {
        TreeCounts counts = tree.counts();
        DiskUse use = space.use();
        return new ReplicaReport(
                serving.isServing(),
                serving.mode(),
                settings.serverId(),
                serving.appliedZxid(),
                tree.digest(),
                counts.nodes(),
                counts.bytes(),
                counts.ephemerals(),
                counts.sessions(),
                clients.locals().size(),
                watches.index().size(),
                lanes.outstanding(),
                startMillis,
                settings.minSessionTimeoutMillis(),
                settings.maxSessionTimeoutMillis(),
                settings.tickMillis(),
                use.dataBytes(),
                use.logBytes(),
                digestLog(),
                namespaces(),
                ensemble == null ? null : ensemble.report(),
                counters,
                summaries);
    }

    private Map<String, Long> namespaces() {
        try {
            return QuotaFigures.perNamespace(tree);
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
    }

    private List<ReplicaReport.DigestEntry> digestLog() {
        long[] pairs = digests.history();
        List<ReplicaReport.DigestEntry> entries = new ArrayList<>(pairs.length / 2);
        for (int at = 0; at < pairs.length; at += 2) {
            entries.add(new ReplicaReport.DigestEntry(pairs[at], pairs[at + 1]));
        }
        return entries;
    }

    @Override
    public SortedMap<Long, List<Long>> sessionsByExpiry() {
        return onMonotonicClock(clients.sessions().table().byExpiry());
    }

    @Override
    public SortedMap<Long, List<Long>> localSessionsByExpiry() {
        return clients.locals().enabled() ? onMonotonicClock(clients.locals().byExpiry()) : null;
    }

    @Override
    public SortedMap<Long, Integer> globalSessions() {
        SortedMap<Long, Integer> timeouts = new TreeMap<>();
        try {
            for (SessionCursor all = tree.sessions(); all.next(); ) {
                timeouts.put(all.sessionId(), all.timeoutMillis());
            }
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
        return timeouts;
    }

    private SortedMap<Long, List<Long>> onMonotonicClock(SortedMap<Long, List<Long>> byExpiry) {
        SortedMap<Long, List<Long>> shifted = new TreeMap<>();
        byExpiry.forEach((millis, ids) -> shifted.put(clients.clock().monotonic(millis), ids));
        return shifted;
    }

    @Override
    public Map<Long, List<Znode>> ephemeralsBySession() {
        Map<Long, List<Znode>> bySession = new HashMap<>();
        try {
            for (SessionCursor all = tree.sessions(); all.next(); ) {
                List<Znode> paths = new ArrayList<>();
                for (PathCursor owned = tree.index(TreeIndex.EPHEMERAL, all.sessionId());
                        owned.next(); ) {
                    paths.add(owned.path());
                }
                if (!paths.isEmpty()) {
                    bySession.put(all.sessionId(), paths);
                }
            }
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
        return bySession;
    }

    @Override
    public WatchSummary watchSummary() {
        Set<Watcher> connections = new HashSet<>();
        int total = 0;
        Map<Znode, List<Watcher>> table = watches.index().dataTable();
        for (List<Watcher> watchers : table.values()) {
            connections.addAll(watchers);
            total += watchers.size();
        }
        return new WatchSummary(connections.size(), table.size(), total);
    }

    @Override
    public Map<Znode, List<Long>> watchesByPath() {
        Map<Znode, List<Long>> byPath = new HashMap<>();
        watches.index()
                .dataTable()
                .forEach(
                        (path, watchers) -> {
                            Set<Long> ids = new LinkedHashSet<>();
                            for (Watcher watcher : watchers) {
                                ids.add(((Seat) watcher).sessionId);
                            }
                            byPath.put(path, List.copyOf(ids));
                        });
        return byPath;
    }

    @Override
    public Map<Long, List<Znode>> watchesBySession() {
        Map<Long, List<Znode>> bySession = new HashMap<>();
        watches.index()
                .dataTable()
                .forEach(
                        (path, watchers) -> {
                            for (Watcher watcher : watchers) {
                                bySession
                                        .computeIfAbsent(
                                                ((Seat) watcher).sessionId, id -> new ArrayList<>())
                                        .add(path);
                            }
                        });
        return bySession;
    }

    @Override
    public void resetStatistics() {
        counters.forEach(Counter::reset);
        summaries.forEach(Summary::reset);
        proposals.reset();
    }

    @Override
    public void measureDisk(DiskSizes callback) {
        space.measure(() -> callback.measured(space.use().dataBytes(), space.use().logBytes()));
    }
}
