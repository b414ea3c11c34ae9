package io.quorate.storage.lmdb;

import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import io.quorate.storage.StorageHost;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.storage.kit.log.FileJournal;
import io.quorate.storage.kit.log.FileMetadataStore;
import java.io.IOException;

/** Start-up: the tree at its newest checkpoint, then the log behind it. */
final class Opening {

    /** Position of a tree that nobody may take for the truth. */
    private static final long UNTRUSTED = -1;

    private final Directories directories;
    private final StorageHost host;
    private final LmdbSettings own;
    private final Generations generations;
    private final FatalErrorLatch latch = new FatalErrorLatch();

    Opening(Directories directories, StorageHost host, LmdbSettings own, Generations generations) {
        this.directories = directories;
        this.host = host;
        this.own = own;
        this.generations = generations;
    }

    StorageEngine run() throws StorageException, IOException {
        LmdbTree tree;
        try {
            generations.open();
            if (generations.isEmpty()) {
                begin();
            }
            tree = new LmdbTree(host, latch, own, generations);
        } catch (StorageException damage) {
            return withoutHistory(damage);
        }
        long zxid = tree.version().position().zxid();
        return engine(tree, FileJournal.open(directories.logs(), host, own.journal(), latch, zxid));
    }

    /** An empty tree, unless there is a log: then there was one that is missing now. */
    private void begin() throws StorageException {
        try (FileJournal journal =
                FileJournal.open(directories.logs(), host, own.journal(), latch, 0)) {
            StorageException damage = journal.damage();
            if (damage != null) {
                throw damage;
            }
            if (journal.span().last() >= 0) {
                throw new StorageException(
                        Kind.CORRUPT,
                        "there are transaction logs but no tree",
                        directories.logs(),
                        -1,
                        null);
            }
        }
        try (LmdbInstall install = install()) {
            install.finish(0);
        }
    }

    private LmdbInstall install() throws StorageException {
        return new LmdbInstall(null, generations, latch, host.settings().extendedTypes());
    }

    /** What is left is no history; a host that can have another one sent may go on with nothing. */
    private StorageEngine withoutHistory(StorageException damage) throws StorageException {
        if (damage.kind() != Kind.CORRUPT || !host.refetches()) {
            throw damage;
        }
        generations.close();
        try (LmdbInstall install = install()) {
            install.standIn(UNTRUSTED);
        }
        return engine(
                new LmdbTree(host, latch, own, generations),
                FileJournal.damaged(directories.logs(), host, own.journal(), latch, 0, damage));
    }

    private StorageEngine engine(LmdbTree tree, FileJournal journal) throws StorageException {
        tree.behind(journal);
        FileMetadataStore metadata =
                FileMetadataStore.open(
                        directories.data(), host.disk(), own.journal().forceSync(), latch);
        return new LmdbEngine(directories, host, own, latch, generations, tree, journal, metadata);
    }
}
