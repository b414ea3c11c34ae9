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

/** What can be said of the tree, and of the disks it is on. Loop thread only. */
public final class TreeReports {

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
        tree.publish();
        PinnedView view = store.pin();
        try {
            long[] owners = view.ephemeralOwners();
            Arrays.sort(owners);
            return new EphemeralWalk(view, owners);
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
    }

    /** Owners of ephemeral nodes in one version of the tree. */
    private final class EphemeralWalk implements Inspection.Walk<Inspection.SessionPaths> {
        private final PinnedView view;
        private final long[] owners;
        private int at;

        EphemeralWalk(PinnedView view, long[] owners) {
            this.view = view;
            this.owners = owners;
        }

        @Override
        public boolean hasNext() {
            return at < owners.length;
        }

        @Override
        public Inspection.SessionPaths next() {
            long owner = owners[at++];
            try {
                return new Inspection.SessionPaths(
                        owner, paths(view.index(TreeIndex.EPHEMERAL, owner)));
            } catch (StorageException failure) {
                throw faults.fatal("tree", failure);
            }
        }

        @Override
        public void close() {
            view.close();
        }
    }

    private Iterator<Znode> paths(PathCursor cursor) {
        return new Iterator<>() {
            private Boolean more;

            @Override
            public boolean hasNext() {
                try {
                    if (more == null) {
                        more = cursor.next();
                    }
                    return more;
                } catch (StorageException failure) {
                    throw faults.fatal("tree", failure);
                }
            }

            @Override
            public Znode next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                more = null;
                return cursor.path();
            }
        };
    }
}
