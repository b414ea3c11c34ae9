package io.quorate.storage.lmdb;

import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.storage.kit.log.FileJournal;
import io.quorate.storage.lmdb.map.OrderedMap;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes checkpoints: one batch of the map for each, with its position in it, and with what is
 * needed to go back to the one before. Blocking.
 */
final class CheckpointWriter {

    private static final int PIECE = 1_000;
    private static final int PACED_BYTES = 64 << 10;
    private static final byte WAS = 1;
    private static final byte[] WAS_NOT = {0};

    private final StorageHost host;
    private final FatalErrorLatch latch;

    @SuppressWarnings("NullAway.Init") // given before the first checkpoint
    private FileJournal journal;

    /** What has been written and not been taken from the budget; one checkpoint at a time. */
    private long unpaid;

    CheckpointWriter(StorageHost host, FatalErrorLatch latch) {
        this.host = host;
        this.latch = latch;
    }

    /** The log that checkpoints are taken of. */
    void behind(FileJournal log) {
        journal = log;
    }

    /** The log goes on in a new file, so that the purge can drop the old one. */
    void journalIsDurable() throws StorageException {
        journal.roll();
    }

    @SuppressWarnings("NullAway") // a fault of the storage has a message
    void write(OrderedMap map, Content content) throws StorageException {
        latch.check();
        try {
            map.write(writer -> write(writer, content));
        } catch (StorageException failure) {
            host.notice(
                    new StorageNotice(
                            StorageNotice.Kind.CHECKPOINT_FAILED, failure.getMessage(), 0));
            throw failure;
        }
    }

    private void write(OrderedMap.Writer writer, Content content) throws StorageException {
        byte[] meta = writer.get(Keys.META);
        if (content.frozen == null && Arrays.equals(meta, content.meta())) {
            return;
        }
        clearUndo(writer);
        if (meta != null) {
            writer.put(Keys.UNDO_ZXID, Arrays.copyOfRange(meta, 4, 12));
        }
        change(writer, Keys.META, content.meta());
        for (Layer each = Layer.next(content.frozen, new byte[0], false);
                each != null;
                each = Layer.next(content.frozen, each.key(), true)) {
            change(writer, each.key(), each.value());
            pace(each);
        }
    }

    /**
     * Each entry is written twice. The batch reaches the disk at its end, so this keeps checkpoints
     * apart from each other and from other writers, and does not make one of them slower.
     */
    private void pace(Layer entry) {
        byte[] value = entry.value();
        unpaid += 2L * (entry.key().length + (value == null ? 0 : value.length));
        if (unpaid >= PACED_BYTES) {
            host.budget().take(unpaid);
            unpaid = 0;
        }
    }

    private static void change(OrderedMap.Writer writer, byte[] key, byte @Nullable [] value)
            throws StorageException {
        byte[] before = writer.get(key);
        writer.put(Keys.undo(key), before == null ? WAS_NOT : was(before));
        set(writer, key, value);
    }

    private static byte[] was(byte[] value) {
        byte[] was = new byte[value.length + 1];
        was[0] = WAS;
        System.arraycopy(value, 0, was, 1, value.length);
        return was;
    }

    static void set(OrderedMap.Writer writer, byte[] key, byte @Nullable [] value)
            throws StorageException {
        if (value == null) {
            writer.delete(key);
        } else {
            writer.put(key, value);
        }
    }

    private static void clearUndo(OrderedMap.Writer writer) throws StorageException {
        List<OrderedMap.Entry> piece = undo(writer);
        while (!piece.isEmpty()) {
            for (OrderedMap.Entry entry : piece) {
                writer.delete(entry.key());
            }
            piece = undo(writer);
        }
    }

    /** The next entries of what was before. */
    private static List<OrderedMap.Entry> undo(OrderedMap.Reads map) throws StorageException {
        byte[] prefix = {Keys.UNDO};
        return map.range(prefix, false, PIECE).stream()
                .filter(entry -> Keys.startsWith(entry.key(), prefix))
                .toList();
    }

    /** Position of the checkpoint before the newest, -1 if one cannot go back to it. */
    static long before(OrderedMap.Reads map) throws StorageException {
        byte[] zxid = map.get(Keys.UNDO_ZXID);
        return zxid == null ? -1 : ByteBuffer.wrap(zxid).getLong();
    }

    /**
     * Goes back to the checkpoint before.
     *
     * @throws StorageException NEEDS_INSTALL if it is ahead of {@code maxZxid}, too
     */
    void undo(OrderedMap map, long maxZxid) throws StorageException {
        try (OrderedMap.View view = map.view()) {
            long before = before(view);
            if (before < 0 || before > maxZxid) {
                throw new StorageException(
                        StorageException.Kind.NEEDS_INSTALL,
                        "no tree of at most zxid 0x" + Long.toHexString(maxZxid) + " is stored");
            }
        }
        map.write(CheckpointWriter::undoAll);
    }

    private static void undoAll(OrderedMap.Writer writer) throws StorageException {
        List<OrderedMap.Entry> piece = undo(writer);
        while (!piece.isEmpty()) {
            for (OrderedMap.Entry entry : piece) {
                byte[] key = Arrays.copyOfRange(entry.key(), 1, entry.key().length);
                byte[] was = entry.value();
                set(writer, key, was[0] == WAS ? Arrays.copyOfRange(was, 1, was.length) : null);
                writer.delete(entry.key());
            }
            piece = undo(writer);
        }
        writer.delete(Keys.UNDO_ZXID);
    }
}
