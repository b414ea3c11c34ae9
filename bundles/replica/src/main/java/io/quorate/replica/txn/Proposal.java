package io.quorate.replica.txn;

import io.quorate.model.ErrorCode;
import io.quorate.model.LoggedTxn;
import io.quorate.model.Membership;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a request that was prepared.
 *
 * @param prepared null if there will be no transaction
 * @param payload the transaction as it is logged
 * @param membership the configuration it proposes; null for all but a reconfig
 * @param error the error the client gets if there will be no transaction
 */
record Proposal(
        @Nullable LoggedTxn prepared,
        byte @Nullable [] payload,
        @Nullable Membership membership,
        int error) {

    Proposal(LoggedTxn prepared, byte[] payload, @Nullable Membership membership) {
        this(prepared, payload, membership, ErrorCode.OK);
    }

    static Proposal none(int error) {
        return new Proposal(null, null, null, error);
    }
}
