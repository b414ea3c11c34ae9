package io.quorate.replica.report;

import io.quorate.model.Znode;
import io.quorate.replica.log.SpaceWatch;
import io.quorate.replica.txn.QuotaCounter;
import io.quorate.runtime.FaultPolicy;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What can be said of the tree, and of the disks it is on. Loop thread only. */
public final class TreeReports {

    /** Versions of the tree that are tried in a row for one step of a walk. */
    private static final int VIEWS_MAX = 3;

    private final TreeStore store;
    private final TreeBatch tree;
    private final DigestHistory digests;
    private final QuotaCounter quotas;
    private final SpaceWatch space;
    private final FaultPolicy faults;

    public TreeReports(
            TreeStore store,
            DigestHistory digests,
            QuotaCounter quotas,
            SpaceWatch space,
            FaultPolicy faults) {
        this.store = store;
        this.tree = store.batch();
        this.digests = digests;
        this.quotas = quotas;
        this.space = space;
        this.faults = faults;
    }

    long digest() {
        return tree.digest();
    }

    TreeCounts counts() {
        return tree.counts();
    }

    DiskUse use() {
        return space.use();
    }

    void measureDisk(Inspection.DiskSizes callback) {
        space.measure(() -> callback.measured(space.use().dataBytes(), space.use().logBytes()));
    }

    Map<String, Long> quotaFigures() {
        return quotas.figures();
    }

    List<ReplicaReport.DigestEntry> digestLog() {
        long[] pairs = digests.history();
        List<ReplicaReport.DigestEntry> entries = new ArrayList<>(pairs.length / 2);
        for (int at = 0; at < pairs.length; at += 2) {
            entries.add(new ReplicaReport.DigestEntry(pairs[at], pairs[at + 1]));
        }
        return entries;
    }

    SortedMap<Long, Integer> globalSessions() {
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

    int sessionsWithEphemerals() {
        try {
            return tree.ephemeralOwners().length;
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
    }

    Inspection.Walk<Inspection.SessionPaths> ephemeralsBySession() {
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
    private final class EphemeralWalk implements Inspection.Walk<Inspection.SessionPaths> {
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
        public Inspection.SessionPaths next() {
            long owner = owners[at++];
            return new Inspection.SessionPaths(owner, new Paths(owner));
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
            private @Nullable PathCursor cursor;
            private int given;
            private @Nullable Znode next;

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
            @SuppressWarnings("NullAway") // hasNext has found one
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
}
