package io.quorate.tree;

import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.model.Znode;
import io.quorate.storage.PathCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.TreeReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * createSession and closeSession. Source: spec semantics sections 4.3 and 4.4, disk-format section
 * 7.
 */
final class SessionOperation {

    private static final int NO_TIMEOUT = -1;

    private SessionOperation() {}

    static Txn prepareCreate(Request.CreateSession request, Preparing at) {
        at.pending.opening(at.sessionId());
        return new Txn.CreateSession(request.timeoutMillis());
    }

    /** Never refused: a session may be closed by any client. */
    static LongPrepare.Work preparingClose(Preparing at) throws StorageException {
        return new PrepareClose(at);
    }

    /** The end of a session as far as it is prepared. */
    private static final class PrepareClose implements LongPrepare.Work {
        private final Preparing at;
        private final EphemeralWalk ephemerals;
        private final @Nullable List<Znode> paths;

        PrepareClose(Preparing at) throws StorageException {
            this.at = at;
            this.ephemerals = at.pending.ephemerals(at.sessionId());
            this.paths = at.settings.closeSessionPaths() ? new ArrayList<>() : null;
        }

        @Override
        public boolean step() throws StorageException {
            for (int done = 0; done < Applier.PARTS_PER_STEP; done++) {
                PendingNode node = ephemerals.next();
                if (node == null) {
                    at.pending.closing(at.sessionId());
                    return false;
                }
                at.pending.remove(at.pending.at(node.path.parent()), node);
                if (paths != null) {
                    paths.add(node.path);
                }
            }
            return true;
        }

        @Override
        public Txn txn() {
            return new Txn.CloseSession(paths);
        }
    }

    static Outcome applyCreate(Txn.CreateSession txn, Applying at) {
        at.tree.session(at.sessionId(), txn.timeoutMillis());
        return Outcome.DONE;
    }

    static Outcome applyClose(Txn.CloseSession txn, Applying at) throws StorageException {
        Close all = new Close(txn, at);
        while (all.some()) {
            // until nothing is left
        }
        return all.outcome();
    }

    static LongApply beginClose(Txn.CloseSession txn, Applying at) {
        return new Close(txn, at);
    }

    /** Whether a session owns more ephemeral nodes than {@code count}. */
    static boolean ownsMoreThan(int count, long sessionId, TreeReader tree)
            throws StorageException {
        PathCursor paths = tree.index(TreeIndex.EPHEMERAL, sessionId);
        int owned = 0;
        while (owned <= count && paths.next()) {
            owned++;
        }
        return owned > count;
    }

    /** The end of a session as far as it is applied. */
    private static final class Close implements LongApply {
        private final Applying at;
        private List<Znode> known;
        private int removed;

        Close(Txn.CloseSession txn, Applying at) {
            this.at = at;
            this.known = txn.ephemerals() == null ? List.of() : txn.ephemerals();
        }

        /**
         * Removes a number of nodes: those of the list, then what the list does not name (logs
         * without a list, fuzzy snapshots); false when none is left and the session is gone.
         */
        boolean some() throws StorageException {
            if (removed == known.size()) {
                known = remaining(at);
                removed = 0;
            }
            if (known.isEmpty()) {
                at.tree.session(at.sessionId(), NO_TIMEOUT);
                return false;
            }
            int end = Math.min(known.size(), removed + Applier.PARTS_PER_STEP);
            while (removed < end) {
                DeleteOperation.remove(known.get(removed++), at);
            }
            return true;
        }

        @Override
        public boolean step() throws StorageException {
            boolean more = some();
            if (!more) {
                at.quotas.settle();
            }
            return more;
        }

        @Override
        public Outcome outcome() {
            return Outcome.DONE;
        }
    }

    /** Some of the nodes the session has left. Collected first, as removal changes the index. */
    private static List<Znode> remaining(Applying at) throws StorageException {
        PathCursor paths = at.tree.index(TreeIndex.EPHEMERAL, at.sessionId());
        List<Znode> found = List.of();
        while (found.size() < Applier.PARTS_AT_ONCE && paths.next()) {
            if (found.isEmpty()) {
                found = new ArrayList<>();
            }
            found.add(paths.path());
        }
        return found;
    }
}
