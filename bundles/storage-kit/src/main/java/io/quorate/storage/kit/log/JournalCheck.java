package io.quorate.storage.kit.log;

import io.quorate.model.Zxid;
import io.quorate.runtime.disk.Disk;
import io.quorate.storage.kit.DataFileName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks through the files of a journal that nobody uses and changes none of them. Judges by the
 * rules of a start (torn or damaged, what must follow what, what was durable), but goes on behind
 * damage with the next file, and looks at files that no start needs as well. One entry in memory at
 * a time. Source: spec disk-format sections 10.1 and 11.1, docs/adr/0056.
 */
public final class JournalCheck {

    /** How a file stands. */
    public enum State {
        /** Every byte that was durable is there. */
        WHOLE,
        /** Nothing is in it and nothing follows it: the next start removes it. */
        EMPTY,
        /** It ends within a batch that was being written: the next start cuts that off. */
        TORN,
        /** Bytes are not what was written. */
        DAMAGED
    }

    /**
     * One file.
     *
     * @param needed whether a start from the tree that was named reads it
     * @param entries whole ones
     * @param last position of the last one, -1 if there is none
     * @param offset where what is not whole begins
     * @param sentence what is wrong there; empty for a file that is whole
     */
    public record FileReport(
            String name,
            boolean needed,
            long entries,
            long last,
            State state,
            long offset,
            String sentence) {}

    /**
     * A step that leaves something out.
     *
     * @param needed whether a start from the tree that was named must make it
     * @param before what is there before the hole
     * @param behind what comes behind it
     */
    public record Hole(String file, long offset, boolean needed, long before, long behind) {}

    /**
     * The whole journal.
     *
     * @param last position of the last whole entry, -1 without any
     * @param noted position that was noted as durable, -1 if nothing was
     * @param noteDamaged whether the note cannot be read
     * @param lostEnd whether something that was noted as durable is gone
     * @param met whether the journal has what an unreadable snapshot covers
     */
    public record Result(
            List<FileReport> files,
            List<Hole> holes,
            long last,
            long noted,
            boolean noteDamaged,
            boolean lostEnd,
            boolean met) {}

    /** Takes the entries as they are read. */
    public interface Entries {

        /**
         * One entry.
         *
         * @param follows whether a start applies it next to what it has applied before: it is
         *     behind the tree, and nothing is missing or damaged between
         */
        void entry(String file, long position, byte[] payload, boolean follows) throws IOException;
    }

    private final Disk disk;
    private final Path directory;
    private final int entryBytesMax;
    private final Entries entries;
    private final List<FileReport> files = new ArrayList<>();
    private final List<Hole> holes = new ArrayList<>();
    private long highest;
    private long last = -1;
    private boolean unbroken = true;
    private boolean met;

    /** A check of the journal in {@code directory}, to be run once. */
    public JournalCheck(Disk disk, Path directory, int entryBytesMax, Entries entries) {
        this.disk = disk;
        this.directory = directory;
        this.entryBytesMax = entryBytesMax;
        this.entries = entries;
    }

    /** Whether {@code name} is a file that a journal prepares or keeps beside its entries. */
    public static boolean isOwnFile(String name) {
        return SpareFile.isSpare(name) || name.equals(DurableEnd.NAME);
    }

    /**
     * Reads all files.
     *
     * @param from position of the tree a start would replay onto, 0 for an empty one
     * @param passing position of a newer snapshot that cannot be read; at or below {@code from} if
     *     there is none
     * @throws IOException a file cannot be read, or the entries are refused
     */
    public Result run(long from, long passing) throws IOException {
        List<DataFileName> names =
                DataFileName.select(DataFileName.LOG, disk.list(directory)).stream()
                        .filter(name -> name.extension().isEmpty())
                        .toList();
        boolean[] marked = new boolean[names.size()];
        int needed = 0;
        for (int at = 0; at < names.size(); at++) {
            marked[at] = hasMark(file(names.get(at)));
            if (names.get(at).zxid() <= from + 1) {
                needed = at;
            }
        }
        met = passing <= from || Zxid.counter(passing) == 0;
        highest = -1;
        for (int at = 0; at < names.size(); at++) {
            if (at == needed) {
                highest = from;
                unbroken = true;
            }
            boolean later = at + 1 < names.size() && marked[at + 1];
            files.add(check(names.get(at), at >= needed, later, passing));
        }
        int end = emptyTail();
        DurableEnd.Note note = new DurableEnd(disk, directory).read();
        boolean lost =
                note != null
                        && note.isLost(
                                end == 0 ? -1 : names.get(end - 1).zxid(),
                                end == 0 || marked[end - 1],
                                Math.max(last, from));
        return new Result(
                files, holes, last, note == null ? -1 : note.last(), note == null, lost, met);
    }

    private Path file(DataFileName name) {
        return directory.resolve(name.name());
    }

    private boolean hasMark(Path file) throws IOException {
        try (LogFileReader reader = open(file)) {
            return reader.hasMagic() && reader.mark() >= LogFormat.HEADER_BYTES;
        }
    }

    private LogFileReader open(Path file) throws IOException {
        return new LogFileReader(disk, file, entryBytesMax, Long.MAX_VALUE);
    }

    private FileReport check(DataFileName name, boolean needed, boolean later, long passing)
            throws IOException {
        try (LogFileReader reader = open(file(name))) {
            if (!reader.hasMagic()) {
                unbroken = false;
                boolean whole = reader.size() >= LogFormat.HEADER_BYTES;
                String what = whole ? "it has no valid header" : "it has no whole header";
                // Whether anything follows is known when all files were seen.
                State state = whole ? State.DAMAGED : State.EMPTY;
                return new FileReport(name.name(), needed, 0, -1, state, 0, what);
            }
            long before = highest;
            long count = 0;
            long own = -1;
            while (reader.next()) {
                long zxid = reader.zxid();
                boolean beyond = zxid > highest;
                if (beyond) {
                    checkFollows(name, reader.start(), needed, zxid);
                    highest = zxid;
                }
                met |= zxid == passing;
                own = Math.max(own, zxid);
                count++;
                entries.entry(name.name(), zxid, reader.payload(), needed && beyond && unbroken);
            }
            last = Math.max(last, own);
            LogTailCheck tail = LogTailCheck.of(reader, later, entryBytesMax);
            checkChain(name, needed, tail.seal(), before);
            return report(name, needed, count, own, reader, tail);
        }
    }

    /** Of files below the tree, what comes before the first one is not known. */
    private void checkFollows(DataFileName name, long offset, boolean needed, long zxid) {
        if (highest >= 0 && unbroken && !Zxid.follows(highest, zxid)) {
            hole(name, offset, needed, highest, zxid);
        }
    }

    /** Epochs hide a missing file from the numbers; the seal tells what came before. */
    private void checkChain(
            DataFileName name, boolean needed, @Nullable BatchSeal seal, long before) {
        if (before >= 0 && unbroken && seal != null && seal.follows() > before) {
            hole(name, LogFormat.HEADER_BYTES, needed, before, name.zxid());
        }
    }

    private void hole(DataFileName name, long offset, boolean needed, long before, long behind) {
        holes.add(new Hole(name.name(), offset, needed, before, behind));
        unbroken = !needed;
    }

    private FileReport report(
            DataFileName name,
            boolean needed,
            long count,
            long own,
            LogFileReader reader,
            LogTailCheck tail) {
        State state = State.WHOLE;
        String sentence = "";
        if (tail.damage() != null) {
            unbroken = false;
            state = State.DAMAGED;
            sentence =
                    "an entry is damaged ("
                            + reader.ending()
                            + ")"
                            + (tail.damage().isEmpty() ? "" : ": " + tail.damage());
        } else if (reader.start() == LogFormat.HEADER_BYTES) {
            state = State.EMPTY;
            sentence = "it has no entries";
        } else if (tail.torn()) {
            state = State.TORN;
            sentence = "it ends within a write (" + reader.ending() + ")";
        }
        return new FileReport(name.name(), needed, count, own, state, reader.start(), sentence);
    }

    /** Only the last files may be empty; returns how many come before those. */
    private int emptyTail() {
        int end = files.size();
        while (end > 0 && files.get(end - 1).state() == State.EMPTY) {
            end--;
        }
        for (int at = 0; at < end; at++) {
            FileReport file = files.get(at);
            if (file.state() == State.EMPTY) {
                // A header without entries is passed over; less than that is damage.
                State state = file.offset() == 0 ? State.DAMAGED : State.WHOLE;
                files.set(
                        at,
                        new FileReport(
                                file.name(),
                                file.needed(),
                                0,
                                -1,
                                state,
                                file.offset(),
                                state == State.WHOLE ? "" : file.sentence()));
            }
        }
        return end;
    }
}
