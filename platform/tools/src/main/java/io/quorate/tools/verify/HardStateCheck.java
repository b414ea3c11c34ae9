package io.quorate.tools.verify;

import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.Zxid;
import io.quorate.runtime.disk.Disk;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.storage.kit.log.FileMetadataStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The epochs against the log, the commit mark, what each protocol keeps for itself, and what was
 * under way. Source: spec disk-format sections 1 and 2, consensus SPI section 1.5 (R9, R10),
 * consensus SPI C1, consensus SPI C2.
 */
final class HardStateCheck {

    private static final String ACCEPTED = "acceptedEpoch";
    private static final String CURRENT = "currentEpoch";
    private static final String COMMIT_MARK = "commitMark";
    private static final String INSTALL = "pendingInstall";
    private static final String STAGED = "stagedEntries";
    private static final String PROTOCOL = "consensusState-";
    private static final List<String> MEMBERSHIPS =
            List.of("membershipCommitted", "membershipProposed");
    private static final String OTHER_TIME =
            "a file of another time or server is among them: put back the files of one copy, or, as"
                    + " a member, `quorate history discard zoo.cfg` and start: it takes what the"
                    + " ensemble has";

    private final Disk disk;
    private final Path directory;
    private final Report report;
    private final FileMetadataStore store;

    HardStateCheck(Disk disk, Path directory, Report report) throws StorageException {
        this.disk = disk;
        this.directory = directory;
        this.report = report;
        this.store = FileMetadataStore.open(directory, disk, false, new FatalErrorLatch());
    }

    /** The epochs as they are in force, none where they cannot be read. */
    Epochs epochs() {
        return new Epochs(number(ACCEPTED, value(ACCEPTED)), number(CURRENT, value(CURRENT)));
    }

    /**
     * Compares everything with what log and tree have.
     *
     * @param tree position of the tree, 0 without one
     * @param logged position of the last entry, -1 without any
     */
    void run(Epochs epochs, long tree, long logged) throws IOException {
        long last = Math.max(tree, logged);
        List<String> facts = new ArrayList<>();
        if (epochs.isThere()) {
            facts.add("currentEpoch " + epochs.current() + ", acceptedEpoch " + epochs.accepted());
        } else {
            facts.add("no epochs, as of a server that stands alone");
        }
        settle(epochs, tree, logged, last);
        commitMark(last, facts);
        TreeSet<String> keys = keys();
        for (String key : keys) {
            if (key.startsWith(PROTOCOL)) {
                byte[] state = value(key);
                if (state != null) {
                    facts.add(
                            "state of "
                                    + key.substring(PROTOCOL.length())
                                    + " ("
                                    + state.length
                                    + " bytes)");
                    withoutEpochs(key, state, epochs);
                }
            } else if (!isKnown(key)) {
                report.note("hard state has a key that this version does not know: " + key);
            }
        }
        report.fact("hard state", String.join("; ", facts));
        memberships();
    }

    /** Whoever keeps a state of its own has written the epochs before; multi-paxos needs them. */
    private void withoutEpochs(String key, byte[] state, Epochs epochs) {
        if (state.length > 0 && (epochs.accepted() < 0 || epochs.current() < 0)) {
            report.attention(
                    key
                            + " is there, but "
                            + (epochs.current() < 0 ? CURRENT : ACCEPTED)
                            + " is not: a server with multi-paxos does not start so",
                    OTHER_TIME);
        }
    }

    private static boolean isKnown(String key) {
        return key.equals(COMMIT_MARK)
                || key.equals(INSTALL)
                || key.startsWith(STAGED)
                || MEMBERSHIPS.contains(key);
    }

    /** What is kept in files of our own. */
    private TreeSet<String> keys() throws IOException {
        TreeSet<String> keys = new TreeSet<>();
        for (String name : disk.list(directory)) {
            for (String suffix : FileMetadataStore.SUFFIXES) {
                if (name.endsWith(suffix)) {
                    keys.add(name.substring(0, name.length() - suffix.length()));
                }
            }
        }
        return keys;
    }

    /** As a start settles it: an install first, then an epoch on its way, then the comparison. */
    private void settle(Epochs found, long tree, long logged, long last) {
        Epochs epochs = found;
        long announced = number(CURRENT + ".tmp", announced());
        byte[] pending = value(INSTALL);
        if (pending != null && pending.length > 0) {
            InterruptedInstall install = InterruptedInstall.read(pending);
            if (install == null) {
                report.unusable(
                        "what was written down of an interrupted install is no such thing: "
                                + INSTALL
                                + ".state",
                        OTHER_TIME);
                return;
            }
            boolean finished = install.isFinishedBy(tree, logged, epochs);
            report.attention(
                    "a leader's tree of "
                            + Zxid.text(install.zxid())
                            + " was being installed when the server stopped",
                    finished
                            ? "the next start finishes it: `quorate start`"
                            : "the next start forgets it and has it sent again: `quorate start`");
            epochs = finished ? install.epochs() : epochs;
            announced = -1;
        }
        long epoch = Zxid.epoch(Math.max(0, last));
        long current = epochs.current();
        if (current >= 0 && current < epoch && announced >= epoch) {
            report.attention(
                    "an epoch was being written when the server stopped: "
                            + CURRENT
                            + ".tmp says "
                            + announced,
                    "the next start of a member takes it over: `quorate start`");
            current = announced;
        }
        if (current >= 0 && current < epoch) {
            report.unusable(
                    "the log ends with "
                            + Zxid.text(last)
                            + ", which is of epoch "
                            + epoch
                            + ", but "
                            + CURRENT
                            + " says "
                            + current,
                    OTHER_TIME);
        }
        long least = current < 0 ? epoch : current;
        if (epochs.accepted() >= 0 && epochs.accepted() < least) {
            report.unusable(
                    ACCEPTED
                            + " says "
                            + epochs.accepted()
                            + ", which is less than the current epoch "
                            + least,
                    OTHER_TIME);
        }
    }

    private void commitMark(long last, List<String> facts) {
        byte[] mark = value(COMMIT_MARK);
        if (mark == null || mark.length == 0) {
            return;
        }
        try {
            long committed = Long.parseLong(new String(mark, StandardCharsets.US_ASCII), 16);
            facts.add("committed up to " + Zxid.text(committed) + " at least");
            if (committed > last) {
                report.attention(
                        "what is known to be committed ends with "
                                + Zxid.text(committed)
                                + ", but log and snapshots end with "
                                + Zxid.text(last),
                        "its end is gone: put the files back from a copy; a member takes what the"
                                + " ensemble has after `quorate history discard zoo.cfg`");
            }
        } catch (NumberFormatException notHex) {
            report.unusable("the commit mark is no zxid: " + COMMIT_MARK, OTHER_TIME);
        }
    }

    private void memberships() {
        for (String key : MEMBERSHIPS) {
            byte[] text = value(key);
            if (text != null && text.length > 0) {
                membership(key, text);
            }
        }
    }

    private void membership(String key, byte[] text) {
        try {
            Membership membership = MembershipText.parse(new String(text, StandardCharsets.UTF_8));
            report.fact(
                    key.substring("membership".length()).toLowerCase(java.util.Locale.ROOT),
                    DirectoryCheck.text(membership));
        } catch (IllegalArgumentException e) {
            report.unusable(key + " is no membership: " + e.getMessage(), OTHER_TIME);
        }
    }

    /** Null if there is none, or none that can be read. */
    @SuppressWarnings("NullAway") // a fault of the storage has a message
    private byte @Nullable [] value(String key) {
        try {
            return store.get(key);
        } catch (StorageException damage) {
            report.unusable(
                    damage.getMessage(),
                    "put the file back from a copy; a member may `quorate history discard zoo.cfg`"
                            + " and start: it takes what the ensemble has");
            return null;
        }
    }

    @SuppressWarnings("NullAway") // a fault of the storage has a message
    private byte @Nullable [] announced() {
        try {
            return store.announced(CURRENT);
        } catch (StorageException damage) {
            report.unusable(damage.getMessage(), OTHER_TIME);
            return null;
        }
    }

    private long number(String key, byte @Nullable [] value) {
        if (value == null) {
            return -1;
        }
        String text =
                new String(value, StandardCharsets.US_ASCII).lines().findFirst().orElse("").trim();
        try {
            long number = Long.parseLong(text);
            if (number < -1 || number > Zxid.EPOCH_MAX) {
                report.unusable(
                        "%s holds %d, but an epoch is a number from 0 to %d"
                                .formatted(key, number, Zxid.EPOCH_MAX),
                        OTHER_TIME);
                return -1;
            }
            return number;
        } catch (NumberFormatException notANumber) {
            report.unusable(key + " holds \"" + text + "\" instead of a number", OTHER_TIME);
            return -1;
        }
    }
}
