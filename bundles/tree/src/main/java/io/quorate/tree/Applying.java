package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.model.Outcome;
import io.quorate.model.TxnHeader;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import java.util.List;

/**
 * What the operations see while one transaction is applied. Owner thread; one object for all
 * transactions.
 */
final class Applying {

    final TreeBatch tree;
    final TreeSettings settings;
    final QuotaUsage quotas;

    /** Scratch records of the node and of its parent. */
    final NodeRecord node = new NodeRecord();

    final NodeRecord parent = new NodeRecord();

    ChangeSink changes = ChangeSink.NONE;

    @SuppressWarnings("NullAway.Init") // given by begin
    private TxnHeader header;

    Applying(TreeBatch tree, TreeSettings settings, QuotaUsage quotas) {
        this.tree = tree;
        this.settings = settings;
        this.quotas = quotas;
    }

    void begin(TxnHeader header, ChangeSink changes) {
        this.header = header;
        this.changes = changes;
    }

    long zxid() {
        return header.zxid();
    }

    long timeMillis() {
        return header.timeMillis();
    }

    long sessionId() {
        return header.sessionId();
    }

    int aclId(List<AclEntry> acl) throws StorageException {
        return acl == AclEntry.OPEN ? NodeRecord.OPEN_ACL : tree.acl(acl);
    }

    static Outcome refuse(int error) {
        return new Outcome.Refused(error);
    }
}
