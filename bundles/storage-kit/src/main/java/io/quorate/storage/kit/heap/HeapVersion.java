package io.quorate.storage.kit.heap;

import io.quorate.storage.PinnedView;
import io.quorate.storage.SnapshotBody;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.snapshot.EncodedBody;
import org.jspecify.annotations.Nullable;

/** One immutable version; any number of threads. */
final class HeapVersion extends HeapReader {

    private final HeapState state;

    HeapVersion(HeapState sealed) {
        state = sealed;
    }

    @Override
    HeapState state() {
        return state;
    }

    @Override
    HeapState frozen() {
        return state;
    }

    @Override
    HeapState unchecked() {
        return state;
    }

    /** A version that refuses to be read after it was closed. One thread at a time. */
    static final class Pinned extends HeapReader implements PinnedView {

        private volatile @Nullable HeapState state;

        Pinned(HeapVersion version) {
            state = version.state;
        }

        @Override
        HeapState state() throws StorageException {
            HeapState held = state;
            if (held == null) {
                throw new StorageException(
                        StorageException.Kind.EXPIRED, "a pinned view was used after its close");
            }
            return held;
        }

        @Override
        HeapState frozen() throws StorageException {
            return state();
        }

        @Override
        HeapState unchecked() {
            HeapState held = state;
            if (held == null) {
                throw new IllegalStateException("a pinned view was used after its close");
            }
            return held;
        }

        @Override
        public SnapshotBody body() {
            return new EncodedBody(this);
        }

        @Override
        public void close() {
            state = null;
        }
    }
}
