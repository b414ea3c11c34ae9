package io.quorate.storage.lmdb;

import io.quorate.runtime.Clock;
import io.quorate.storage.PinnedView;
import io.quorate.storage.SnapshotBody;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.snapshot.EncodedBody;

/**
 * A version that stays for a while: it holds back every page of the map that was freed since. One
 * thread at a time.
 */
final class LmdbView extends LmdbReader implements PinnedView {

    private final Content content;
    private final AutoCloseable view;
    private final Clock clock;
    private final long untilNanos;
    private volatile boolean closed;

    LmdbView(Content content, AutoCloseable view, Clock clock, long untilNanos) {
        this.content = content;
        this.view = view;
        this.clock = clock;
        this.untilNanos = untilNanos;
    }

    /** One that could not be opened. */
    static LmdbView ended(Content content, Clock clock) {
        return new LmdbView(content, () -> {}, clock, clock.nowNanos() - 1);
    }

    @Override
    Content content() throws StorageException {
        if (closed || clock.nowNanos() - untilNanos > 0) {
            throw new StorageException(
                    StorageException.Kind.EXPIRED,
                    closed ? "the view is closed" : "the view has had its time");
        }
        return content;
    }

    @Override
    Content still() throws StorageException {
        return content();
    }

    @Override
    Content held() {
        return content;
    }

    @Override
    public SnapshotBody body() {
        SnapshotBody body = new EncodedBody(this);
        return bytesMax -> {
            content();
            return body.next(bytesMax);
        };
    }

    @Override
    public void close() {
        closed = true;
        try {
            view.close();
        } catch (Exception ignored) {
            // A view of a map throws nothing when it is closed.
        }
    }
}
