package io.quorate.replica.log;

import io.quorate.consensus.HardState;
import io.quorate.consensus.LogEntry;
import io.quorate.storage.Journal;
import io.quorate.storage.JournalReader;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes tree, log and hard state change as one: what is about to happen is written down first, the
 * switch of the tree is the moment it happens, and a start that finds the tree switched does the
 * rest. Log worker, or before anything else runs. Source: consensus SPI C4, docs/adr/0057.
 *
 * <p>ZooKeeper may be started on the directory in between. It finds a state it knows at every
 * moment: the old one, or the new tree with nothing above it in the log and the epoch that belongs
 * to it beside the old one. If it has gone on from there, what was written down is out of date and
 * is forgotten.
 *
 * @param zxid position of the new tree
 * @param owner the protocol whose hard state it is, which may not be the one of the next start
 * @param keepTail own entries above it stay
 * @param chunks values that hold the entries behind the tree
 * @param reach the last entry the log may have before or after the install
 */
public record PendingInstall(
        long zxid, String owner, HardState state, boolean keepTail, int chunks, long reach) {

    private static final String KEY = "pendingInstall";
    private static final String CHUNK_KEY = "stagedEntries";
    private static final int CHUNK_BYTES = 8 << 20;
    private static final int FIXED_BYTES = 4 * Long.BYTES + 1 + Integer.BYTES;
    private static final byte[] NOTHING = {};

    /** Writes everything down; the tree may be switched afterwards. */
    public static PendingInstall begin(
            StorageEngine engine,
            long zxid,
            String owner,
            HardState state,
            boolean keepTail,
            List<LogEntry> entries)
            throws StorageException {
        if (!keepTail) {
            cutWhatIsNotStaged(engine.journal(), zxid, entries);
        }
        int chunks = 0;
        for (int at = 0; at < entries.size(); ) {
            int end = at;
            int bytes = 0;
            while (end < entries.size() && (end == at || bytes < CHUNK_BYTES)) {
                bytes += Long.BYTES + Integer.BYTES + entries.get(end++).txn().length;
            }
            ByteBuffer chunk = ByteBuffer.allocate(bytes);
            for (LogEntry entry : entries.subList(at, end)) {
                chunk.putLong(entry.zxid()).putInt(entry.txn().length).put(entry.txn());
            }
            engine.metadata().put(CHUNK_KEY + chunks++, chunk.array());
            at = end;
        }
        long staged = entries.isEmpty() ? zxid : entries.getLast().zxid();
        long reach = Math.max(Math.max(zxid, staged), engine.journal().span().last());
        PendingInstall pending = new PendingInstall(zxid, owner, state, keepTail, chunks, reach);
        engine.metadata().put(KEY, pending.encoded());
        HardStateInMetadata.announce(engine.metadata(), state);
        return pending;
    }

    /**
     * Entries above the new tree that do not come with it go as if they were cut: a start that
     * finds the new tree must not apply them. What comes with it stays, for it may be decided, and
     * this server may have acknowledged it.
     */
    private static void cutWhatIsNotStaged(Journal journal, long zxid, List<LogEntry> entries)
            throws StorageException {
        if (journal.span().last() <= zxid) {
            return;
        }
        long common = zxid;
        int next = 0;
        try (JournalReader own = journal.read(zxid)) {
            while (own.next()
                    && next < entries.size()
                    && entries.get(next).zxid() == own.position()) {
                common = own.position();
                next++;
            }
        } catch (StorageException hole) {
            if (hole.kind() != StorageException.Kind.NEEDS_INSTALL) {
                throw hole;
            }
            // What is behind a hole cannot stay: what belongs into it comes now.
        }
        if (journal.span().last() > common) {
            journal.truncateAfter(common);
        }
    }

    /**
     * After a start: finishes what the tree shows to have happened, forgets what did not, or what
     * somebody else has gone on from. True if it finished something.
     */
    public static boolean recover(StorageEngine engine) throws StorageException {
        byte[] value = engine.metadata().get(KEY);
        if (value == null || value.length == 0) {
            return false;
        }
        PendingInstall pending = decoded(value);
        boolean happened =
                engine.tree().version().position().zxid() == pending.zxid
                        && engine.journal().span().last() <= pending.reach
                        && !HardStateInMetadata.isBeyond(engine.metadata(), pending.state);
        if (happened) {
            pending.finish(engine);
        } else {
            pending.forget(engine);
        }
        return happened;
    }

    /** The tree is switched: log and hard state follow. Repeated by a start as often as needed. */
    public void finish(StorageEngine engine) throws StorageException {
        Journal journal = engine.journal();
        if (journal.span().last() <= zxid) {
            journal.resetTo(zxid);
        }
        for (LogEntry entry : entries(engine)) {
            if (entry.zxid() > Math.max(zxid, journal.span().last())) {
                journal.append(entry.zxid(), entry.txn());
            }
        }
        journal.sync();
        HardStateInMetadata.write(engine.metadata(), owner, state);
        forget(engine);
    }

    private void forget(StorageEngine engine) throws StorageException {
        HardStateInMetadata.withdraw(engine.metadata());
        engine.metadata().put(KEY, NOTHING);
        for (int chunk = 0; chunk < chunks; chunk++) {
            engine.metadata().hint(CHUNK_KEY + chunk, NOTHING);
        }
    }

    private List<LogEntry> entries(StorageEngine engine) throws StorageException {
        List<LogEntry> entries = new ArrayList<>();
        for (int chunk = 0; chunk < chunks; chunk++) {
            ByteBuffer bytes = ByteBuffer.wrap(engine.metadata().get(CHUNK_KEY + chunk));
            while (bytes.hasRemaining()) {
                long entryZxid = bytes.getLong();
                byte[] txn = new byte[bytes.getInt()];
                bytes.get(txn);
                entries.add(new LogEntry(entryZxid, txn));
            }
        }
        return entries;
    }

    private byte[] encoded() {
        byte[] plugin = state.pluginState();
        byte[] name = owner.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(FIXED_BYTES + 1 + name.length + plugin.length);
        bytes.putLong(zxid).putLong(reach);
        bytes.putLong(state.acceptedEpoch()).putLong(state.currentEpoch());
        bytes.put((byte) (keepTail ? 1 : 0)).putInt(chunks);
        return bytes.put((byte) name.length).put(name).put(plugin).array();
    }

    private static PendingInstall decoded(byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        long zxid = bytes.getLong();
        long reach = bytes.getLong();
        long accepted = bytes.getLong();
        long current = bytes.getLong();
        boolean keepTail = bytes.get() == 1;
        int chunks = bytes.getInt();
        // Written by a version in which no protocol had private state: there is no name either.
        byte[] name = new byte[bytes.hasRemaining() ? bytes.get() : 0];
        bytes.get(name);
        byte[] plugin = new byte[bytes.remaining()];
        bytes.get(plugin);
        return new PendingInstall(
                zxid,
                new String(name, StandardCharsets.US_ASCII),
                new HardState(accepted, current, plugin),
                keepTail,
                chunks,
                reach);
    }
}
