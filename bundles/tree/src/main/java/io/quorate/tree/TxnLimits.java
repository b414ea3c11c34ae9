package io.quorate.tree;

/**
 * How large a transaction and what is in it may become. What is above is refused before anything is
 * proposed, so that every server, this one at its next start included, can read what it has to
 * read.
 *
 * @param txnBytes most bytes of a whole entry (header, body, digest) as any server would write it
 * @param aclBytes most bytes of an ACL as it is stored, {@code auth} expanded
 * @param aclEntries most entries in it
 * @param membershipBytes most bytes of the text of a configuration, which also travels in the
 *     notifications of elections
 */
public record TxnLimits(int txnBytes, int aclBytes, int aclEntries, int membershipBytes) {

    private static final int FRAME_BYTES = 1_048_575;
    private static final int ACL_ENTRIES = 1 << 16;
    private static final int MEMBERSHIP_BYTES = 64 << 10;

    /** Room for what surrounds the text of a configuration in a packet or a record. */
    private static final int MEMBERSHIP_MARGIN = 128;

    /** What a server without any setting does. */
    public static final TxnLimits DEFAULT = of(FRAME_BYTES, 2 * FRAME_BYTES);

    /**
     * The limits that follow from those of the wire.
     *
     * @param frameBytes longest frame of a client: an ACL may not grow beyond what a client could
     *     have sent
     * @param recordBytes longest record that any server reads from its log, a snapshot or a packet
     */
    public static TxnLimits of(int frameBytes, int recordBytes) {
        return new TxnLimits(
                recordBytes,
                frameBytes,
                ACL_ENTRIES,
                Math.max(0, Math.min(MEMBERSHIP_BYTES, recordBytes - MEMBERSHIP_MARGIN)));
    }
}
