package io.quorate.storage.lmdb.map;

import io.quorate.storage.StorageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A map whose damage is marked as soon as a read or a batch finds it. */
public final class WatchedMap implements OrderedMap {

    private final OrderedMap map;
    private final DamageMark mark;

    public WatchedMap(OrderedMap map, DamageMark mark) {
        this.map = map;
        this.mark = mark;
    }

    private StorageException marked(StorageException fault) {
        return fault.kind() == StorageException.Kind.CORRUPT ? mark.found(fault) : fault;
    }

    @Override
    public View view() throws StorageException {
        try {
            return new Watched(map.view());
        } catch (StorageException fault) {
            throw marked(fault);
        }
    }

    @Override
    public void write(Changes changes) throws StorageException {
        try {
            map.write(changes);
        } catch (StorageException fault) {
            throw marked(fault);
        }
    }

    @Override
    public long usedBytes() throws StorageException {
        return map.usedBytes();
    }

    @Override
    public void close() {
        map.close();
    }

    private final class Watched implements View {
        private final View view;

        Watched(View view) {
            this.view = view;
        }

        @Override
        public byte @Nullable [] get(byte[] key) throws StorageException {
            try {
                return view.get(key);
            } catch (StorageException fault) {
                throw marked(fault);
            }
        }

        @Override
        public List<Entry> range(byte[] from, boolean exclusive, int max) throws StorageException {
            try {
                return view.range(from, exclusive, max);
            } catch (StorageException fault) {
                throw marked(fault);
            }
        }

        @Override
        public void close() {
            view.close();
        }
    }
}
