package io.quorate.tree;

import io.quorate.model.EnsembleView;
import io.quorate.model.Identity;
import java.util.List;

/**
 * The client that asks, and the place the transaction will have.
 *
 * @param sessionId session of the request; 0 for what the server asks itself (deleteContainer)
 * @param cxid the client's request number
 * @param zxid zxid the transaction gets; greater than all prepared before
 * @param timeMillis wall clock of the leader, ms since 1970
 * @param identities of the connection when the request was received
 * @param ensemble what the leader knew of the ensemble when it got the request; null for a
 *     standalone server
 * @param mayBeLocal whether a session that nobody has created may be one that only another server
 *     knows: it may write, but owns no ephemeral nodes
 */
public record PrepareContext(
        long sessionId,
        int cxid,
        long zxid,
        long timeMillis,
        List<Identity> identities,
        EnsembleView ensemble,
        boolean mayBeLocal) {

    /** A request of a session that must be a global one. */
    public PrepareContext(
            long sessionId,
            int cxid,
            long zxid,
            long timeMillis,
            List<Identity> identities,
            EnsembleView ensemble) {
        this(sessionId, cxid, zxid, timeMillis, identities, ensemble, false);
    }
}
