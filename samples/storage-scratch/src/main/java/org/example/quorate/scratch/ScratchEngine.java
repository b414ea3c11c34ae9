package org.example.quorate.scratch;

import io.quorate.storage.DiskUse;
import io.quorate.storage.MetadataStore;
import io.quorate.storage.Journal;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeStore;
import io.quorate.storage.kit.heap.HeapTree;
import io.quorate.storage.kit.heap.TreeImages;
import java.util.List;

/** The heap tree of the kit, a list as journal, a map as hard state. */
final class ScratchEngine implements StorageEngine {

    private final ScratchJournal journal = new ScratchJournal();
    private final ScratchMetadataStore metadata = new ScratchMetadataStore();
    private final HeapTree tree;

    ScratchEngine(boolean extendedTypes) throws StorageException {
        tree = HeapTree.empty(extendedTypes, TreeImages.NONE);
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public MetadataStore metadata() {
        return metadata;
    }

    @Override
    public TreeStore tree() {
        return tree;
    }

    @Override
    public List<String> purge() {
        return List.of();
    }

    @Override
    public DiskUse diskUse() {
        return new DiskUse(0, 0);
    }

    @Override
    public boolean hasReserve() {
        return true;
    }

    @Override
    public void close() {}
}
