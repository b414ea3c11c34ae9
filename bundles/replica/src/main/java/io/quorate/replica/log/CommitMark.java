package io.quorate.replica.log;

import io.quorate.model.Zxid;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import java.nio.charset.StandardCharsets;

/**
 * How far the log is known to be committed, noted now and then without any sync: a start applies
 * that much before it hears of a leader. A mark that is too old is a lower bound and safe. Source:
 * consensus SPI C2.
 */
public final class CommitMark {

    private static final String KEY = "commitMark";
    private static final int TICKS = 20;

    private final StorageEngine engine;
    private long written;
    private int ticks;

    public CommitMark(StorageEngine engine) {
        this.engine = engine;
    }

    /** At a start: at least the tree's position, at most the end of the log. */
    public long read(long treeZxid, long lastZxid) throws StorageException {
        byte[] value = engine.metadata().get(KEY);
        long mark =
                value == null || value.length == 0
                        ? 0
                        : Long.parseLong(new String(value, StandardCharsets.US_ASCII), 16);
        return Math.clamp(mark, treeZxid, Math.max(treeZxid, lastZxid));
    }

    /** Loop, every tick: whether the mark is due. */
    public boolean isDue(long committed) {
        return committed != written && ++ticks % TICKS == 0;
    }

    /** Log worker: notes the mark; nothing beyond the durable log. */
    public void write(long committed) throws StorageException {
        long mark = Math.min(committed, engine.journal().span().durable());
        if (mark > 0) {
            engine.metadata().hint(KEY, Zxid.hex(mark).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Loop: the mark was handed over to be written. */
    public void handedOver(long committed) {
        written = committed;
    }
}
