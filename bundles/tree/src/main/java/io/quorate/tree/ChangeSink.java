package io.quorate.tree;

import io.quorate.model.Znode;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of every change that watches see, while a transaction is applied, in the order of emission
 * (spec semantics section 8.2): what happened to a node first, then {@code NODE_CHILDREN_CHANGED}
 * of its parent. The transaction is not sealed yet, so nothing may be sent before it is.
 *
 * <p>Thread: owner. Must not change the tree.
 */
@ConsumerType
public interface ChangeSink {

    /** Hears nothing; for replay. */
    ChangeSink NONE = (eventType, path, aclId) -> {};

    /**
     * One event.
     *
     * @param eventType {@code NODE_CREATED}, {@code NODE_DELETED}, {@code NODE_DATA_CHANGED} or
     *     {@code NODE_CHILDREN_CHANGED} of {@link io.quorate.model.WatchKinds}
     * @param path the node of the event (the parent for the last one)
     * @param aclId ACL that decides which clients get the event (READ): of the new node, of the
     *     node before it goes, of the changed node, of the parent. Resolve it during the call: for
     *     a deleted node it may be gone afterwards
     */
    void changed(int eventType, Znode path, int aclId);
}
