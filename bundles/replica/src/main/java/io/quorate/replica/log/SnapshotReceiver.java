package io.quorate.replica.log;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.peer.LinkId;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.PeerRouter;
import io.quorate.runtime.Loop;
import io.quorate.runtime.Worker;
import io.quorate.storage.TreeStore;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds received trees aside, in the background, and stops reading the link that brings one while
 * too much of it waits. Loop thread only. Source: consensus SPI C4, M11.
 */
public final class SnapshotReceiver {

    /**
     * Most bytes of entries behind one tree; a leader that sends more has to begin again with a
     * newer tree.
     */
    static final long ENTRY_BYTES_MAX = 256L << 20;

    private static final long HIGH_BYTES = 8 << 20;
    private static final long LOW_BYTES = 2 << 20;

    private final TreeStore tree;
    private final Worker background;
    private final Loop loop;
    private final PeerRouter links;
    private final CoreDriver driver;
    private final Map<Long, Staging> stagings = new HashMap<>();
    private @Nullable LinkId held;

    public SnapshotReceiver(
            TreeStore tree, Worker background, Loop loop, PeerRouter links, CoreDriver driver) {
        this.tree = tree;
        this.background = background;
        this.loop = loop;
        this.links = links;
        this.driver = driver;
    }

    public void stage(ConsensusAction.StageSnapshot chunk) {
        Staging staging = stagings.computeIfAbsent(chunk.transfer(), id -> new Staging(tree));
        if (staging.waiting(chunk.bytes().length) > HIGH_BYTES
                && held == null
                && links.speaking() != null) {
            held = links.speaking();
            links.hold(held, true);
        }
        background.submit(
                () -> {
                    boolean ok = staging.take(chunk.bytes(), chunk.last());
                    loop.execute(() -> taken(chunk, staging, ok));
                });
    }

    private void taken(ConsensusAction.StageSnapshot chunk, Staging staging, boolean ok) {
        if (staging.waiting(-chunk.bytes().length) < LOW_BYTES && held != null) {
            links.hold(held, false);
            held = null;
        }
        if (stagings.get(chunk.transfer()) == staging && (chunk.last() || !ok)) {
            answer(chunk.transfer(), ok);
        }
    }

    public void stage(ConsensusAction.StageEntry entry) {
        Staging staging = stagings.get(entry.transfer());
        if (staging != null && staging.add(entry.entry()) > ENTRY_BYTES_MAX) {
            answer(entry.transfer(), false);
        }
    }

    private void answer(long transfer, boolean ok) {
        if (!ok) {
            cancel(transfer);
        }
        driver.event(new ConsensusEvent.SnapshotStaged(transfer, ok));
    }

    /** Hands over what was staged, complete, to be installed. */
    public @Nullable Staging take(long transfer) {
        return stagings.remove(transfer);
    }

    public void cancel(long transfer) {
        Staging staging = stagings.remove(transfer);
        if (staging != null) {
            background.submit(staging::abandon);
        }
    }
}
