package io.quorate.replica;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.model.ServerId;
import io.quorate.replica.driver.Ensemble;
import io.quorate.replica.log.HardStateInMetadata;
import io.quorate.replica.log.PendingInstall;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.replica.txn.TreeLoader;
import io.quorate.runtime.Summary;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a start finds on disk, and what the core gets of it. */
final class ReplicaStart {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaStart.class);

    private final ReplicaSettings settings;
    private final StorageEngine engine;
    private final String protocol;
    private final TreeLoader trees;
    private final Summary openMillis = new Summary("startup_snap_load_time", false);
    private final Summary initMillis = new Summary("dbinittime", false);

    /** {@code protocol} is the one whose hard state the core gets. */
    ReplicaStart(
            ReplicaSettings settings, StorageEngine engine, String protocol, TreeLoader trees) {
        this.settings = settings;
        this.engine = engine;
        this.protocol = protocol;
        this.trees = trees;
    }

    /**
     * Before anything looks at tree or log: an install that was under way is finished, and epochs
     * that contradict the log are settled. Loop, or before there is one.
     *
     * @throws StorageException what is on disk contradicts itself; nothing was begun
     */
    static void recover(ReplicaSettings settings, StorageEngine engine) throws StorageException {
        if (PendingInstall.recover(engine)) {
            LOG.info(
                    "The snapshot of a leader, which was being installed when the server stopped, is installed");
        }
        if (settings.standalone()) {
            return; // it has no epochs
        }
        if (engine.damage() != null) {
            LOG.error(
                    "The history of this server is damaged: {}. It does not count in votes until a leader of the others has sent it a whole tree",
                    engine.damage().getMessage());
            return;
        }
        long last =
                Math.max(engine.tree().batch().position().zxid(), engine.journal().span().last());
        HardStateInMetadata.settle(engine.metadata(), Math.max(0, last));
    }

    boolean isStandalone() {
        return settings.standalone();
    }

    /** Loads the tree and says what is there. Loop thread. */
    ConsensusEvent.Start event(Ensemble ensemble, long seed) throws StorageException {
        long treeZxid = trees.start();
        ensemble.found(trees.tree());
        long applied = Math.max(0, treeZxid);
        long last = Math.max(applied, engine.journal().span().last());
        return new ConsensusEvent.Start(
                new ServerId(settings.serverId()),
                HardStateInMetadata.read(engine.metadata(), protocol),
                last,
                ensemble.committedMark(applied, last),
                applied,
                ensemble.committed(),
                ensemble.proposed(),
                treeZxid >= 0 && engine.damage() == null,
                seed);
    }

    /** How long the start took. Loop thread. */
    void took(long openedMillis, long initialisedMillis) {
        openMillis.add(openedMillis);
        initMillis.add(initialisedMillis);
    }

    List<Summary> summaries() {
        return List.of(openMillis, initMillis);
    }
}
