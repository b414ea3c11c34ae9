package io.quorate.storage.filelog;

import io.quorate.storage.LoadedContent;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageSettings;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.storage.kit.heap.HeapLoader;
import io.quorate.storage.kit.heap.HeapTree;
import io.quorate.storage.kit.log.FileJournal;
import io.quorate.storage.kit.log.FileMetadataStore;
import java.io.IOException;
import java.util.Optional;

/**
 * Start-up: the newest usable snapshot, then the journal behind it. Source: spec disk-format
 * section 10.
 */
final class Restore {

    /**
     * Position of a tree that nobody may take for the truth: neither data nor leave to begin
     * without.
     */
    private static final long UNTRUSTED = -1;

    private final Directories directories;
    private final StorageHost host;
    private final StorageSettings settings;
    private final FilelogSettings own;
    private final FatalErrorLatch latch = new FatalErrorLatch();
    private final SnapshotFiles snapshots;

    Restore(Directories directories, StorageHost host, FilelogSettings own) {
        this.directories = directories;
        this.host = host;
        this.settings = host.settings();
        this.own = own;
        this.snapshots = new SnapshotFiles(directories.snapshots(), host, own, latch);
    }

    StorageEngine run() throws StorageException, IOException {
        boolean initialize = directories.takeInitialize();
        snapshots.removeUnfinished();
        Optional<SnapshotFiles.Loaded> loaded;
        try {
            loaded = snapshots.loadNewest();
        } catch (StorageException damage) {
            return withoutHistory(damage);
        }
        return loaded.isPresent() ? behind(loaded.get()) : withoutSnapshot(initialize);
    }

    private StorageEngine behind(SnapshotFiles.Loaded loaded) throws StorageException {
        FileJournal journal =
                FileJournal.open(
                        directories.logs(),
                        host,
                        own.journal(),
                        latch,
                        loaded.zxid(),
                        Math.max(loaded.zxid(), loaded.skippedZxid()));
        boolean old = loaded.skippedZxid() > loaded.zxid();
        return engine(loaded.loader(), journal, loaded.content(), old);
    }

    private StorageEngine withoutSnapshot(boolean initialize) throws StorageException {
        FileJournal journal = FileJournal.open(directories.logs(), host, own.journal(), latch, 0);
        boolean logged = journal.span().last() >= 0;
        if (journal.damage() != null) {
            return withoutHistory(journal.damage());
        }
        if (logged && !own.trustEmpty()) {
            journal.close();
            return withoutHistory(
                    new StorageException(
                            Kind.CORRUPT,
                            "there are transaction logs but no snapshot (zookeeper.snapshot.trust.empty=true starts from an empty tree)",
                            directories.logs(),
                            -1,
                            null));
        }
        boolean trusted = logged || initialize || own.autocreateDatabase();
        HeapLoader empty = empty(trusted ? 0 : UNTRUSTED);
        if (trusted && !logged) {
            snapshots.write(empty.version());
        }
        return engine(empty, journal, LoadedContent.UNKNOWN, logged || !trusted);
    }

    /** What is left is no history; a host that can have another one sent may go on with nothing. */
    private StorageEngine withoutHistory(StorageException damage) throws StorageException {
        if (damage.kind() != Kind.CORRUPT || !host.refetches()) {
            throw damage;
        }
        FileJournal journal =
                FileJournal.damaged(directories.logs(), host, own.journal(), latch, 0, damage);
        return engine(empty(UNTRUSTED), journal, LoadedContent.UNKNOWN, true);
    }

    private HeapLoader empty(long zxid) throws StorageException {
        return new HeapLoader(settings.extendedTypes()).finish(zxid);
    }

    private StorageEngine engine(
            HeapLoader content,
            FileJournal journal,
            LoadedContent loadedContent,
            boolean wantsCheckpoint)
            throws StorageException {
        snapshots.behind(journal);
        HeapTree tree = new HeapTree(content, snapshots);
        FileMetadataStore metadata =
                FileMetadataStore.open(
                        directories.snapshots(), host.disk(), own.journal().forceSync(), latch);
        return new FilelogEngine(
                directories,
                host,
                latch,
                snapshots,
                tree,
                journal,
                metadata,
                loadedContent,
                wantsCheckpoint);
    }
}
