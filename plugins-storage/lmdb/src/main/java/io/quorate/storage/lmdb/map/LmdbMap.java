package io.quorate.storage.lmdb.map;

import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.GetOp;
import org.lmdbjava.LmdbException;
import org.lmdbjava.LmdbNativeException;
import org.lmdbjava.SeekOp;
import org.lmdbjava.Stat;
import org.lmdbjava.Txn;

/** An ordered map in a file of LMDB; each value has a checksum before it. */
final class LmdbMap implements OrderedMap {

    /** The operating system's word for a full disk. */
    private static final int NO_SPACE = 28;

    private final Path file;
    private final Env<byte[]> env;
    private final Dbi<byte[]> entries;
    private final Set<Open> views = ConcurrentHashMap.newKeySet();

    /** Held while a batch is written; nobody who reads waits for it. */
    private final Object writing = new Object();

    private volatile boolean closed;

    LmdbMap(Path file, Env<byte[]> env, Dbi<byte[]> entries) {
        this.file = file;
        this.env = env;
        this.entries = entries;
    }

    static StorageException fault(LmdbException failure, String sentence, Path file) {
        Kind kind = Kind.IO;
        if (failure instanceof Env.MapFullException
                || failure instanceof LmdbNativeException nativeFault
                        && nativeFault.getResultCode() == NO_SPACE) {
            kind = Kind.NO_SPACE;
        } else if (failure instanceof LmdbNativeException.PageCorruptedException
                || failure instanceof LmdbNativeException.PageNotFoundException
                || failure instanceof Env.FileInvalidException) {
            kind = Kind.CORRUPT;
        }
        return new StorageException(
                kind, sentence + ": " + failure.getMessage(), file, -1, failure);
    }

    @Override
    public View view() throws StorageException {
        synchronized (views) {
            check();
            try {
                Open view = new Open(env.txnRead());
                views.add(view);
                return view;
            } catch (LmdbException failure) {
                throw fault(failure, "cannot read the tree", file);
            }
        }
    }

    private void check() throws StorageException {
        if (closed) {
            throw new StorageException(Kind.EXPIRED, "the tree is closed", file, -1, null);
        }
    }

    @Override
    public void write(Changes changes) throws StorageException {
        synchronized (writing) {
            check();
            try (Txn<byte[]> txn = env.txnWrite()) {
                changes.into(new Batch(txn));
                txn.commit();
            } catch (LmdbException failure) {
                throw fault(failure, "cannot write the tree", file);
            }
        }
    }

    @Override
    public long usedBytes() throws StorageException {
        synchronized (views) {
            check();
            try (Txn<byte[]> txn = env.txnRead()) {
                Stat stat = entries.stat(txn);
                return (stat.branchPages + stat.leafPages + stat.overflowPages) * stat.pageSize;
            } catch (LmdbException failure) {
                throw fault(failure, "cannot read the tree", file);
            }
        }
    }

    @Override
    public void close() {
        synchronized (writing) {
            synchronized (views) {
                if (!closed) {
                    closed = true;
                    views.forEach(Open::close);
                    env.close();
                }
            }
        }
    }

    private byte @Nullable [] read(Txn<byte[]> txn, byte[] key) throws StorageException {
        try {
            byte[] sealed = entries.get(txn, key);
            return sealed == null ? null : SealedValue.open(key, sealed, file);
        } catch (LmdbException failure) {
            throw fault(failure, "cannot read the tree", file);
        }
    }

    private List<Entry> read(Txn<byte[]> txn, byte[] from, boolean exclusive, int max)
            throws StorageException {
        List<Entry> found = new ArrayList<>();
        try (Cursor<byte[]> cursor = entries.openCursor(txn)) {
            boolean there = cursor.get(from, GetOp.MDB_SET_RANGE);
            if (there && exclusive && Arrays.equals(cursor.key(), from)) {
                there = cursor.seek(SeekOp.MDB_NEXT);
            }
            while (there && found.size() < max) {
                byte[] key = cursor.key();
                found.add(new Entry(key, SealedValue.open(key, cursor.val(), file)));
                there = found.size() < max && cursor.seek(SeekOp.MDB_NEXT);
            }
            return found;
        } catch (LmdbException failure) {
            throw fault(failure, "cannot read the tree", file);
        }
    }

    /** A transaction that reads; LMDB wants one thread at a time in it. */
    private final class Open implements View {
        private final Txn<byte[]> txn;
        private boolean ended;

        Open(Txn<byte[]> txn) {
            this.txn = txn;
        }

        private void check() throws StorageException {
            if (ended) {
                throw new StorageException(Kind.EXPIRED, "the view is closed", file, -1, null);
            }
        }

        @Override
        public synchronized byte @Nullable [] get(byte[] key) throws StorageException {
            check();
            return read(txn, key);
        }

        @Override
        public synchronized List<Entry> range(byte[] from, boolean exclusive, int max)
                throws StorageException {
            check();
            return read(txn, from, exclusive, max);
        }

        @Override
        public synchronized void close() {
            if (!ended) {
                ended = true;
                views.remove(this);
                txn.close();
            }
        }
    }

    private final class Batch implements Writer {
        private final Txn<byte[]> txn;

        Batch(Txn<byte[]> txn) {
            this.txn = txn;
        }

        @Override
        public byte @Nullable [] get(byte[] key) throws StorageException {
            return read(txn, key);
        }

        @Override
        public List<Entry> range(byte[] from, boolean exclusive, int max) throws StorageException {
            return read(txn, from, exclusive, max);
        }

        @Override
        public void put(byte[] key, byte[] value) {
            entries.put(txn, key, SealedValue.of(key, value));
        }

        @Override
        public void delete(byte[] key) {
            entries.delete(txn, key);
        }
    }
}
