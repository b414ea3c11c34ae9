package io.quorate.tree;

import io.quorate.model.ErrorCode;
import io.quorate.model.Txn;
import io.quorate.storage.StorageException;

/**
 * reconfig on a server without an ensemble: always refused, the order of the reasons counts.
 * Source: spec client-protocol section 6.6.
 */
final class ReconfigOperation {

    private ReconfigOperation() {}

    static Txn prepare(Preparing at) throws StorageException {
        if (!at.settings.reconfig()) {
            return Preparing.refuse(ErrorCode.RECONFIG_DISABLED);
        }
        return Preparing.refuse(
                at.sessionIsAlive() ? ErrorCode.UNIMPLEMENTED : ErrorCode.SESSION_EXPIRED);
    }
}
