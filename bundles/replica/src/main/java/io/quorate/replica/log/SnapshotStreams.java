package io.quorate.replica.log;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.storage.PinnedView;
import io.quorate.storage.SnapshotBody;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeStore;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Streams versions of the tree to learners, chunk by chunk, encoded on a worker from a view that
 * does not change. Loop thread only.
 */
final class SnapshotStreams {

    private static final byte[] NOTHING = {};

    private record Stream(PinnedView view, SnapshotBody body) {}

    private final TreeStore tree;
    private final CoreDriver driver;
    private final Runnable finishApplying;
    private final ReplicaHost host;
    private final Map<Long, Stream> streams = new HashMap<>();

    /** {@code finishApplying} applies what is committed and only half applied. */
    SnapshotStreams(TreeStore tree, CoreDriver driver, Runnable finishApplying, ReplicaHost host) {
        this.tree = tree;
        this.driver = driver;
        this.finishApplying = finishApplying;
        this.host = host;
    }

    void read(ConsensusAction.ReadSnapshot wanted) {
        Stream stream = streams.computeIfAbsent(wanted.transfer(), id -> open());
        host.workers()
                .reads()
                .submit(
                        () -> {
                            try {
                                byte[] chunk = stream.body.next(wanted.bytesMax());
                                host.loop().execute(() -> chunk(wanted.transfer(), stream, chunk));
                            } catch (StorageException failure) {
                                if (!failure.isExpired()) {
                                    throw host.faults().fatal("the tree cannot be read", failure);
                                }
                                host.loop().execute(() -> lost(wanted.transfer(), stream));
                            }
                        });
    }

    /** The learner is promised everything that is committed by now. */
    private Stream open() {
        finishApplying.run();
        tree.batch().publish();
        PinnedView view = tree.pin();
        return new Stream(view, view.body());
    }

    private void chunk(long transfer, Stream stream, byte @Nullable [] chunk) {
        if (streams.get(transfer) != stream) {
            return;
        }
        if (chunk == null) {
            cancel(transfer);
        }
        driver.event(
                new ConsensusEvent.SnapshotRead(
                        transfer, chunk == null ? NOTHING : chunk, chunk == null));
    }

    /** The storage has ended the view: the learner begins again. */
    private void lost(long transfer, Stream stream) {
        if (streams.get(transfer) == stream) {
            cancel(transfer);
            driver.event(new ConsensusEvent.SnapshotLost(transfer));
        }
    }

    void cancel(long transfer) {
        Stream stream = streams.remove(transfer);
        if (stream != null) {
            host.workers().reads().submit(stream.view::close);
        }
    }
}
