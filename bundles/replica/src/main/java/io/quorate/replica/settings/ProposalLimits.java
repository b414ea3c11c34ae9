package io.quorate.replica.settings;

/**
 * How large transactions may be, and how many may wait for disk or quorum.
 *
 * @param recordBytesMax the largest message or entry that others take
 * @param windowTxns most transactions that wait, at least 1
 * @param windowBytes most bytes in them, at least 1
 */
public record ProposalLimits(int recordBytesMax, int windowTxns, long windowBytes) {}
