package io.quorate.tree;

import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.model.Znode;
import io.quorate.storage.PathCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeIndex;
import java.util.ArrayList;
import java.util.List;

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

    /** Never refused: whoever closes a session, it goes. */
    static Txn prepareClose(Preparing at) throws StorageException {
        List<PendingNode> ephemerals = at.pending.ephemerals(at.sessionId());
        List<Znode> paths =
                at.settings.closeSessionPaths() ? new ArrayList<>(ephemerals.size()) : null;
        for (PendingNode node : ephemerals) {
            at.pending.remove(at.pending.at(node.path.parent()), node);
            if (paths != null) {
                paths.add(node.path);
            }
        }
        at.pending.closing(at.sessionId());
        return new Txn.CloseSession(paths);
    }

    static Outcome applyCreate(Txn.CreateSession txn, Applying at) {
        at.tree.session(at.sessionId(), txn.timeoutMillis());
        return Outcome.DONE;
    }

    static Outcome applyClose(Txn.CloseSession txn, Applying at) throws StorageException {
        if (txn.ephemerals() != null) {
            for (Znode path : txn.ephemerals()) {
                DeleteOperation.remove(path, at);
            }
        }
        for (Znode path : remaining(at)) {
            DeleteOperation.remove(path, at);
        }
        at.tree.session(at.sessionId(), NO_TIMEOUT);
        return Outcome.DONE;
    }

    /**
     * What the list does not name: logs without a list, fuzzy snapshots. Collected first, as
     * removal changes the index.
     */
    private static List<Znode> remaining(Applying at) throws StorageException {
        PathCursor paths = at.tree.index(TreeIndex.EPHEMERAL, at.sessionId());
        List<Znode> found = List.of();
        while (paths.next()) {
            if (found.isEmpty()) {
                found = new ArrayList<>();
            }
            found.add(paths.path());
        }
        return found;
    }
}
