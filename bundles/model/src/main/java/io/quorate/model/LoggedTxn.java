package io.quorate.model;

/**
 * A whole log entry.
 *
 * @param hasDigest whether {@code digest} was present
 * @param digestVersion version of the digest (2), meaningless without one
 * @param digest tree digest after this transaction
 */
public record LoggedTxn(
        TxnHeader header, Txn txn, boolean hasDigest, int digestVersion, long digest) {}
