package io.quorate.storage.kit.log;

import io.quorate.storage.kit.log.LogFileReader.Ending;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Judges what stands behind the last whole entry of a journal file, and whether the entries reach
 * as far as they did. Source: spec disk-format section 11.1, docs/adr/0005, docs/adr/0056.
 *
 * @param seal the seal that was found, null if there is none
 * @param torn the last batch was not written as a whole; what is left of it goes
 * @param damage why durable bytes must have changed or gone, null if they have not
 */
record LogTailCheck(@Nullable BatchSeal seal, boolean torn, @Nullable String damage) {

    /** Looks at a file whose entries were read to their end. */
    static LogTailCheck of(LogFileReader reader, boolean laterFileOfOurs, int entryBytesMax)
            throws IOException {
        long end = reader.start();
        long lastByte = reader.lastNonZero(end);
        if (reader.mark() < LogFormat.HEADER_BYTES) {
            return lastByte < 0 ? clean(null) : ofZooKeeper(reader, lastByte);
        }
        BatchSeal seal = lastByte < 0 ? null : reader.sealBefore(lastByte + 1);
        if (end < reader.mark()) {
            return new LogTailCheck(
                    seal,
                    false,
                    reader.ending() == Ending.CLEAN
                            ? "the entries end before the durable offset " + reader.mark()
                            : "bytes below the durable offset " + reader.mark());
        }
        if (lastByte < 0 || seal != null && seal.end() == end && reader.ending() == Ending.CLEAN) {
            return clean(seal);
        }
        String damage = damage(reader, seal, lastByte, laterFileOfOurs, entryBytesMax);
        BatchSeal known = seal == null ? reader.sealBehind(end) : seal;
        return new LogTailCheck(known, damage == null, damage);
    }

    private static LogTailCheck clean(@Nullable BatchSeal seal) {
        return new LogTailCheck(seal, false, null);
    }

    private static @Nullable String damage(
            LogFileReader reader,
            @Nullable BatchSeal seal,
            long lastByte,
            boolean later,
            int entryBytesMax)
            throws IOException {
        long end = reader.start();
        if (later) {
            return "a later file shows that this one was complete";
        }
        if (seal != null && end < seal.start()) {
            return "bytes below offset "
                    + seal.start()
                    + ", which were durable when batch "
                    + seal.number()
                    + " was written there";
        }
        if (!mayBeTorn(reader, seal, lastByte)) {
            return "all sectors of the entry were written, so that it is no torn write";
        }
        long reach =
                Math.max(
                        LogFormat.BATCH_BYTES_MAX, (long) entryBytesMax + LogFormat.OVERHEAD_BYTES);
        if (seal == null && end != reader.mark() && lastByte - end >= reach) {
            return "damage farther before the last byte (" + lastByte + ") than a batch is long";
        }
        return null;
    }

    /**
     * Whether the first entry that is not whole may be so because a sector of it was never written.
     * A sector is written whole or not at all, and holds zeros before; so a change of single bytes
     * is no torn write.
     */
    private static boolean mayBeTorn(LogFileReader reader, @Nullable BatchSeal seal, long lastByte)
            throws IOException {
        long from = reader.start();
        long to =
                from
                        + switch (reader.ending()) {
                            case CLEAN, ONLY_CHECKSUM, BAD_LENGTH -> LogFormat.PREFIX_BYTES;
                            case NO_END_MARK, BAD_CHECKSUM, CUT ->
                                    (long) LogFormat.OVERHEAD_BYTES + reader.payloadLength();
                        };
        long size = reader.size();
        if (seal != null && seal.start() <= from && from < seal.end()) {
            // Its batch ends there, whatever the length says: that may be what has changed.
            to = Math.min(to, seal.end());
        } else if (reader.ending() == Ending.CUT && size - lastByte <= BatchSeal.SECTOR_BYTES) {
            return true; // the file was not as long yet
        }
        for (long sector = from - from % BatchSeal.SECTOR_BYTES;
                sector < Math.min(to, size);
                sector += BatchSeal.SECTOR_BYTES) {
            if (BatchSeal.mayBeUnwritten(
                    reader.sector(sector), (int) Math.max(0, from - sector), sector)) {
                return true;
            }
        }
        return false;
    }

    /** Their files have neither mark nor seal; their rules, save that nothing may follow. */
    private static LogTailCheck ofZooKeeper(LogFileReader reader, long lastByte) {
        Ending ending = reader.ending();
        if (ending == Ending.BAD_LENGTH || ending == Ending.BAD_CHECKSUM) {
            return new LogTailCheck(null, false, "");
        }
        long extent =
                switch (ending) {
                    case NO_END_MARK ->
                            reader.start() + LogFormat.OVERHEAD_BYTES + reader.payloadLength();
                    case ONLY_CHECKSUM -> reader.start() + LogFormat.PREFIX_BYTES;
                    default -> reader.start();
                };
        if (ending != Ending.CUT && lastByte >= extent) {
            return new LogTailCheck(null, false, "further bytes follow, up to offset " + lastByte);
        }
        return new LogTailCheck(null, true, null);
    }
}
