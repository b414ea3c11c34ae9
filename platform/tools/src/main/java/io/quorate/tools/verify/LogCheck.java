package io.quorate.tools.verify;

import io.quorate.model.LoggedTxn;
import io.quorate.model.Zxid;
import io.quorate.runtime.disk.Disk;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.log.JournalCheck;
import io.quorate.storage.kit.log.JournalCheck.FileReport;
import io.quorate.storage.kit.log.JournalCheck.Hole;
import io.quorate.wire.MalformedRecord;
import io.quorate.wire.TxnCodec;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the log once: its files, its chain, its transactions; and replays it where it can. */
final class LogCheck {

    private static final String FROM_A_COPY =
            "put the file back from a copy; or give up what is lost with one start with"
                    + " quorate.storage.acceptGaps=true in zoo.cfg";

    /** Longest entry of a server whose {@code jute.maxbuffer} nobody has changed. */
    private static final int ENTRY_BYTES_MAX = 2 * 1048575;

    private final Disk disk;
    private final Path directory;
    private final Report report;
    private final boolean member;

    /** Null where no tree could be loaded, or once it cannot go on. */
    private @Nullable TreeReplay replay;

    private long entries;
    private boolean malformed;

    /** Files of a member of an ensemble are mended by the others. */
    LogCheck(
            Disk disk, Path directory, Report report, boolean member, @Nullable TreeReplay replay) {
        this.disk = disk;
        this.directory = directory;
        this.report = report;
        this.member = member;
        this.replay = replay;
    }

    /** What mends damage of what a start needs. */
    private String mend() {
        return member
                ? "start it beside the others: it votes for nobody until a leader has sent it a"
                        + " whole tree; or "
                        + FROM_A_COPY
                : FROM_A_COPY;
    }

    /**
     * Checks everything.
     *
     * @param from position of the snapshot a start goes on from
     * @param skipped of a newer one that cannot be read
     * @return position of the last entry, -1 without any
     */
    long run(long from, long skipped) throws IOException {
        JournalCheck.Result found =
                new JournalCheck(disk, directory, ENTRY_BYTES_MAX, this::entry).run(from, skipped);
        found.files().forEach(this::file);
        found.holes().forEach(this::hole);
        if (found.noteDamaged()) {
            report.attention(
                    "the note on the end of the log is damaged, so that a lost end would not be"
                            + " noticed: quorate.journal",
                    "the next start writes it anew: `quorate start`");
        }
        if (found.lostEnd()) {
            report.unusable(
                    "the log ends with "
                            + Zxid.text(Math.max(found.last(), from))
                            + ", but "
                            + Zxid.text(found.noted())
                            + " was durable",
                    mend()
                            + "; in a copy that was made of a running server, or of snapshots alone,"
                            + " delete quorate.journal");
        }
        if (!found.met()) {
            report.unusable(
                    "the log does not have what the damaged snapshot of "
                            + Zxid.text(skipped)
                            + " covers",
                    mend());
        }
        report.fact(
                "log",
                found.files().isEmpty()
                        ? "none"
                        : found.files().size()
                                + (found.files().size() == 1 ? " file, " : " files, ")
                                + entries
                                + " entries, the last one "
                                + (found.last() < 0 ? "missing" : Zxid.text(found.last())));
        if (replay != null) {
            replay.report(report);
        }
        return found.last();
    }

    private void file(FileReport file) {
        String place = file.name() + " at offset " + file.offset() + ": " + file.sentence();
        switch (file.state()) {
            case WHOLE -> {
                // Nothing to say.
            }
            case EMPTY ->
                    report.attention(
                            file.name() + ": " + file.sentence(),
                            "the next start removes it: `quorate start`");
            case TORN ->
                    report.attention(
                            place,
                            "the next start cuts that off, and nothing acknowledged is lost:"
                                    + " `quorate start`");
            case DAMAGED -> {
                if (file.needed()) {
                    report.unusable(place, mend());
                } else {
                    old(place);
                }
            }
        }
    }

    private void old(String place) {
        report.attention(
                place,
                "no start needs the file, but others cannot be fed from it: put it back from a"
                        + " copy, or remove it with `quorate cleanup zoo.cfg -n 3`");
    }

    private void hole(Hole hole) {
        String what =
                hole.file()
                        + " at offset "
                        + hole.offset()
                        + ": "
                        + Zxid.text(hole.behind())
                        + " comes behind "
                        + Zxid.text(hole.before())
                        + ": a file is missing, or the snapshot that covers the hole";
        if (hole.needed()) {
            report.unusable(what, mend());
        } else {
            report.note(what + "; no start needs what is missing");
        }
    }

    private void entry(String file, long position, byte[] payload, boolean follows) {
        entries++;
        LoggedTxn txn;
        try {
            txn = TxnCodec.decode(payload);
        } catch (MalformedRecord e) {
            if (!malformed) {
                malformed = true;
                report.unusable(
                        file
                                + ": the entry of "
                                + Zxid.text(position)
                                + " is no transaction: "
                                + e.getMessage(),
                        mend());
            }
            replay = null;
            return;
        }
        if (follows && replay != null) {
            apply(replay, file, txn);
        }
    }

    private void apply(TreeReplay to, String file, LoggedTxn txn) {
        try {
            to.apply(txn);
        } catch (StorageException | RuntimeException e) {
            report.unusable(
                    file
                            + ": the transaction "
                            + Zxid.text(txn.header().zxid())
                            + " cannot be applied: "
                            + e,
                    mend());
            replay = null;
        }
    }

    /** The tree as far as it could be made; null without one. */
    @Nullable TreeReplay replayed() {
        return replay;
    }
}
