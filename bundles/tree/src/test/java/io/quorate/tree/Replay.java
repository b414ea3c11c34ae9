package io.quorate.tree;

import io.quorate.model.LoggedTxn;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;

/** Transactions that come from a log and not from the preparer. */
final class Replay {

    private Replay() {}

    /** {@code txn} at the server's zxid and time, by its session, without a digest. */
    static LoggedTxn txn(Server server, Txn txn) {
        return new LoggedTxn(
                new TxnHeader(server.session, 0, server.zxid, server.now, txn.type()),
                txn,
                false,
                0,
                0);
    }
}
