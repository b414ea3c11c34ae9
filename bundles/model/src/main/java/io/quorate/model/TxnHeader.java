package io.quorate.model;

/**
 * What every transaction begins with. Source: spec disk-format section 4.
 *
 * @param sessionId session that asked
 * @param cxid the client's request number
 * @param zxid position in the order of all transactions
 * @param timeMillis wall clock of the leader when the request was prepared
 * @param type selects the body, see {@link Txn#type()}
 */
public record TxnHeader(long sessionId, int cxid, long zxid, long timeMillis, int type) {}
