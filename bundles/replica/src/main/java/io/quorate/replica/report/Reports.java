package io.quorate.replica.report;

import io.quorate.replica.client.ClientConnectionState;
import io.quorate.replica.client.WatchDispatcher;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.session.ClientServices;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.runtime.Clock;
import io.quorate.service.EnsembleReport;
import io.quorate.service.Inspection;
import io.quorate.service.PluginInUse;
import io.quorate.service.ReplicaReport;
import io.quorate.storage.DiskUse;
import io.quorate.storage.TreeCounts;
import io.quorate.watches.WatchIndex;
import io.quorate.watches.Watcher;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers what people and tools want to know. Loop thread only. */
public final class Reports implements Inspection {

    private final ReplicaSettings settings;
    private final TreeReports trees;
    private final ClientServices clients;
    private final WatchDispatcher watches;
    private final Serving serving;
    private final Supplier<EnsembleReport> ensemble;
    private final ReplicaFigures figures;
    private final long startMillis;

    /**
     * Reports on these parts.
     *
     * @param ensemble gives null for a server that is alone
     */
    public Reports(
            ReplicaSettings settings,
            TreeReports trees,
            ClientServices clients,
            WatchDispatcher watches,
            Serving serving,
            Supplier<EnsembleReport> ensemble,
            ReplicaFigures figures,
            Clock clock) {
        this.settings = settings;
        this.trees = trees;
        this.clients = clients;
        this.watches = watches;
        this.serving = serving;
        this.ensemble = ensemble;
        this.figures = figures;
        this.startMillis = clock.wallMillis();
    }

    public ReplicaReport report() {
        TreeCounts counts = trees.counts();
        DiskUse use = trees.use();
        return new ReplicaReport(
                serving.isServing(),
                serving.mode(),
                settings.serverId(),
                serving.appliedZxid(),
                trees.digest(),
                counts.nodes(),
                counts.bytes(),
                counts.ephemerals(),
                counts.sessions(),
                clients.locals().size(),
                watches.index().size(),
                clients.lanes().outstanding(),
                startMillis,
                settings.sessions().minTimeoutMillis(),
                settings.sessions().maxTimeoutMillis(),
                settings.tickMillis(),
                use.dataBytes(),
                use.logBytes(),
                trees.digestLog(),
                trees.quotaFigures(),
                ensemble.get(),
                figures.counters(),
                figures.summaries());
    }

    @Override
    public SortedMap<Long, List<Long>> sessionsByExpiry() {
        return onMonotonicClock(clients.sessions().table().byExpiry());
    }

    @Override
    public @Nullable SortedMap<Long, List<Long>> localSessionsByExpiry() {
        return clients.locals().enabled() ? onMonotonicClock(clients.locals().byExpiry()) : null;
    }

    @Override
    public SortedMap<Long, Integer> globalSessions() {
        return trees.globalSessions();
    }

    private SortedMap<Long, List<Long>> onMonotonicClock(SortedMap<Long, List<Long>> byExpiry) {
        SortedMap<Long, List<Long>> shifted = new TreeMap<>();
        byExpiry.forEach((millis, ids) -> shifted.put(clients.clock().monotonic(millis), ids));
        return shifted;
    }

    @Override
    public int sessionsWithEphemerals() {
        return trees.sessionsWithEphemerals();
    }

    @Override
    public Walk<SessionPaths> ephemeralsBySession() {
        return trees.ephemeralsBySession();
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
    public List<PluginInUse> plugins() {
        return figures.plugins().get();
    }

    @Override
    public void resetStatistics() {
        figures.reset();
    }

    @Override
    public void measureDisk(DiskSizes callback) {
        trees.measureDisk(callback);
    }
}
