package io.quorate.replica.session;

import io.quorate.model.Role;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.runtime.Clock;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets clients that are content with reading in when a server has found no leader for a while; they
 * go when an election ends. Loop thread only. Source: spec semantics section 12.
 */
final class ReadOnlyMode {

    private static final Logger LOG = LoggerFactory.getLogger(ReadOnlyMode.class);
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LEAST_WAIT_MILLIS = 2000;

    private final boolean enabled;
    private final long waitNanos;
    private final Serving serving;
    private final LocalSessionTracker locals;
    private final TreeReader tree;
    private final Clock clock;
    private boolean looking;
    private long lookingSince;

    ReadOnlyMode(
            ReplicaSettings settings,
            Serving serving,
            LocalSessionTracker locals,
            TreeReader tree,
            Clock clock) {
        this.enabled = settings.sessions().rules().readOnlyMode();
        this.waitNanos = Math.max(LEAST_WAIT_MILLIS, settings.tickMillis()) * NANOS_PER_MILLI;
        this.serving = serving;
        this.locals = locals;
        this.tree = tree;
        this.clock = clock;
    }

    /** The role has changed; clients that were let in have been disconnected. */
    public void roleChanged(Role role) {
        looking = role == Role.LOOKING;
        lookingSince = clock.nowNanos();
    }

    public void tick() throws StorageException {
        if (enabled
                && looking
                && !serving.isReadOnly()
                && clock.nowNanos() - lookingSince >= waitNanos) {
            LOG.warn(
                    "No leader for {} ms: read-only clients are served",
                    waitNanos / NANOS_PER_MILLI);
            locals.rearm(tree);
            serving.readOnly();
        }
    }
}
