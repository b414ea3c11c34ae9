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
import io.quorate.storage.PinnedView;
import io.quorate.storage.SessionCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeCounts;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.TreeStore;
import io.quorate.tree.DigestHistory;
import io.quorate.watches.WatchIndex;
import io.quorate.watches.Watcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Answers what people and tools want to know. Loop thread only. */
final class Reports implements Inspection {

    /** Versions of the tree that are tried in a row for one step of a walk. */
    private static final int VIEWS_MAX = 3;

    private final ReplicaSettings settings;
    private final TreeStore store;
    private final TreeBatch tree;
    private final Serving serving;
    private final ClientServices clients;
    private final ProposalSizes proposals;
    private EnsembleReports ensemble;
    private final WatchDispatcher watches;
    private final QuotaCounter quotas;
    private final CallLanes lanes;
    private final SpaceWatch space;
    private final FaultPolicy faults;
    private final List<Counter> counters;
    private final List<Summary> summaries;
    private final DigestHistory digests;
    private final long startMillis;

    Reports(
            ReplicaSettings settings,
            TreeStore store,
            Serving serving,
            ClientServices clients,
            ProposalSizes proposals,
            WatchDispatcher watches,
            QuotaCounter quotas,
            CallLanes lanes,
            SpaceWatch space,
            DigestHistory digests,
            FaultPolicy faults,
            Clock clock,
            List<Counter> counters,
            List<Summary> summaries) {
        this.settings = settings;
        this.store = store;
        this.tree = store.batch();
        this.serving = serving;
        this.clients = clients;
        this.proposals = proposals;
        this.watches = watches;
        this.quotas = quotas;
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
                quotas.figures(),
                ensemble == null ? null : ensemble.report(),
                counters,
                summaries);
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
    public int sessionsWithEphemerals() {
        try {
            return tree.ephemeralOwners().length;
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
    }

    @Override
    public Walk<SessionPaths> ephemeralsBySession() {
        EphemeralWalk walk = new EphemeralWalk(pin());
        walk.begin();
        return walk;
    }

    private PinnedView pin() {
        tree.publish();
        return store.pin();
    }

    /**
     * Owners of ephemeral nodes in one version of the tree. Where the storage ends that version,
     * the walk goes on in a later one, and may miss or repeat what has changed in between.
     */
    private final class EphemeralWalk implements Walk<SessionPaths> {
        private PinnedView view;
        private long[] owners = {};
        private int at;

        EphemeralWalk(PinnedView view) {
            this.view = view;
        }

        void begin() {
            for (int tries = 0; tries < VIEWS_MAX; tries++) {
                try {
                    owners = view.ephemeralOwners();
                    Arrays.sort(owners);
                    return;
                } catch (StorageException failure) {
                    renew(failure);
                }
            }
        }

        @Override
        public boolean hasNext() {
            return at < owners.length;
        }

        @Override
        public SessionPaths next() {
            long owner = owners[at++];
            return new SessionPaths(owner, new Paths(owner));
        }

        private void renew(StorageException failure) {
            if (!failure.isExpired()) {
                throw faults.fatal("tree", failure);
            }
            view.close();
            view = pin();
        }

        @Override
        public void close() {
            view.close();
        }

        /** Nodes of one owner. */
        private final class Paths implements Iterator<Znode> {
            private final long owner;
            private PathCursor cursor;
            private int given;
            private Znode next;

            Paths(long owner) {
                this.owner = owner;
            }

            @Override
            public boolean hasNext() {
                for (int tries = 0; next == null && tries < VIEWS_MAX; tries++) {
                    try {
                        if (!advance()) {
                            return false;
                        }
                    } catch (StorageException failure) {
                        renew(failure);
                        cursor = null;
                    }
                }
                return next != null;
            }

            private boolean advance() throws StorageException {
                if (cursor == null) {
                    cursor = view.index(TreeIndex.EPHEMERAL, owner);
                    for (int skipped = 0; skipped < given && cursor.next(); skipped++) {
                        // was given from an earlier version
                    }
                }
                if (!cursor.next()) {
                    return false;
                }
                next = cursor.path();
                given++;
                return true;
            }

            @Override
            public Znode next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Znode path = next;
                next = null;
                return path;
            }
        }
    }

    @Override
    public WatchSummary watchSummary() {
        WatchIndex index = watches.index();
        return new WatchSummary(index.dataWatchers(), index.dataPaths(), index.dataWatches());
    }

    @Override
    public Walk<PathSessions> watchesByPath() {
        Iterator<WatchIndex.PathWatchers> paths = watches.index().walkData();
        return walk(
                paths,
                entry -> {
                    Set<Long> ids = new LinkedHashSet<>();
                    for (Watcher watcher : entry.watchers()) {
                        ids.add(((ClientConnectionState) watcher).sessionId);
                    }
                    return new PathSessions(entry.path(), List.copyOf(ids));
                });
    }

    @Override
    public Walk<SessionPaths> watchesBySession() {
        List<ClientConnectionState> watching = new ArrayList<>();
        clients.connections()
                .each(
                        client -> {
                            if (watches.index().hasData(client)) {
                                watching.add(client);
                            }
                        });
        return walk(
                watching.iterator(),
                client -> new SessionPaths(client.sessionId, watches.index().walkData(client)));
    }

    private static <F, T> Walk<T> walk(Iterator<F> from, Function<F, T> to) {
        return new Walk<>() {
            @Override
            public boolean hasNext() {
                return from.hasNext();
            }

            @Override
            public T next() {
                return to.apply(from.next());
            }

            @Override
            public void close() {}
        };
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
