package io.quorate.consensus.host;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.model.Zxid;
import org.jspecify.annotations.Nullable;

/** The snapshot that is being received. Source: consensus SPI C4, consensus SPI section 1.5. */
final class StagingRules {

    private boolean begun;
    private long transfer;
    private long bytes;
    private boolean ended;
    private boolean complete;

    /** The first and the last entry behind the tree; 0 if there is none. */
    private long firstEntry;

    private long lastEntry;

    @Nullable String chunk(ConsensusAction.StageSnapshot chunk) {
        if (begun && transfer != chunk.transfer()) {
            return "one snapshot is staged at a time, but "
                    + chunk.transfer()
                    + " begins before "
                    + transfer
                    + " is installed or cancelled";
        }
        if (!begun) {
            begin(chunk.transfer());
        }
        if (ended || chunk.offset() != bytes) {
            return "the chunks of a snapshot have no gap, but one of offset "
                    + chunk.offset()
                    + " comes "
                    + (ended ? "behind the last one" : "where " + bytes + " is due");
        }
        bytes += chunk.bytes().length;
        ended = chunk.last();
        return null;
    }

    private void begin(long id) {
        begun = true;
        transfer = id;
        bytes = 0;
        ended = false;
        complete = false;
        firstEntry = 0;
        lastEntry = 0;
    }

    @Nullable String entry(long id, long zxid) {
        if (!begun || id != transfer) {
            return "an entry is staged behind snapshot " + id + ", of which nothing is staged";
        }
        if (firstEntry == 0) {
            firstEntry = zxid;
        } else if (!LogRules.follows(lastEntry, zxid)) {
            return "zxids behind a snapshot are dense, but "
                    + Zxid.text(zxid)
                    + " is staged behind "
                    + Zxid.text(lastEntry);
        }
        lastEntry = zxid;
        return null;
    }

    void staged(ConsensusEvent.SnapshotStaged answer) {
        if (begun && answer.transfer() == transfer) {
            complete = answer.ok();
            begun = answer.ok();
        }
    }

    @Nullable String cancel(long id) {
        if (id == transfer) {
            begun = false;
        }
        return null;
    }

    @Nullable String install(long id, long zxid) {
        if (!begun || id != transfer || !complete) {
            return "only a snapshot that SnapshotStaged has called whole is installed, but "
                    + id
                    + " is not";
        }
        if (firstEntry > zxid && !LogRules.follows(zxid, firstEntry)) {
            return "the entries behind a snapshot follow it, but "
                    + Zxid.text(firstEntry)
                    + " is the first one behind "
                    + Zxid.text(zxid);
        }
        begun = false;
        return null;
    }

    /** Last entry behind the snapshot that is installed; 0 if there is none. */
    long takeEnd() {
        return lastEntry;
    }
}
