package io.quorate.consensus;

import io.quorate.model.Zxid;

/**
 * A transaction in the log. Two entries are equal if they hold the same array, which travels
 * uncopied.
 *
 * @param zxid its number; the counter part is never 0
 * @param txn header and record as in spec disk-format; never changed after handing over
 */
public record LogEntry(long zxid, byte[] txn) {

    @Override
    public String toString() {
        return "LogEntry[" + Zxid.text(zxid) + ", " + txn.length + " bytes]";
    }
}
