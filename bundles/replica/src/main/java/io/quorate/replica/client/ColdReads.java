package io.quorate.replica.client;

import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeStore;
import java.util.List;

/**
 * Which reads would wait for the disk on the loop, where the storage has such. Loop thread only,
 * except for {@link #load}. Source: docs/adr/0086.
 */
final class ColdReads {

    private final TreeStore tree;
    private final boolean mayBlock;

    ColdReads(TreeStore tree) {
        this.tree = tree;
        this.mayBlock = tree.readsMayBlock();
    }

    /** Whether there can be any. */
    boolean mayBlock() {
        return mayBlock;
    }

    /** Whether something that the request reads is on the disk only. */
    boolean isCold(Request request) {
        return mayBlock && anyCold(request);
    }

    private boolean anyCold(Request request) {
        return switch (request) {
            case Request.GetData get -> isCold(get.path());
            case Request.Exists exists -> isCold(exists.path());
            case Request.GetChildren list -> isCold(list.path());
            case Request.GetAcl acl -> isCold(acl.path());
            case Request.GetAllChildrenNumber below -> isCold(below.path());
            case Request.MultiRead multi -> multi.parts().stream().anyMatch(this::anyCold);
            case Request.SetWatches set -> lists(set).stream().anyMatch(this::anyOfCold);
            default -> false;
        };
    }

    private boolean anyOfCold(List<Znode> paths) {
        return paths.stream().anyMatch(this::isCold);
    }

    private boolean isCold(Znode path) {
        return path != null && !tree.isResident(path);
    }

    /** Read worker; waits for the disk: what the request reads is in memory then. */
    void load(Request request) throws StorageException {
        switch (request) {
            case Request.GetData get -> load(get.path());
            case Request.Exists exists -> load(exists.path());
            case Request.GetChildren list -> load(list.path());
            case Request.GetAcl acl -> load(acl.path());
            case Request.GetAllChildrenNumber below -> load(below.path());
            case Request.MultiRead multi -> {
                for (Request.Read part : multi.parts()) {
                    load(part);
                }
            }
            case Request.SetWatches set -> {
                for (List<Znode> paths : lists(set)) {
                    for (Znode path : paths) {
                        load(path);
                    }
                }
            }
            default -> {}
        }
    }

    private void load(Znode path) throws StorageException {
        if (path != null) {
            tree.load(path);
        }
    }

    private static List<List<Znode>> lists(Request.SetWatches set) {
        return List.of(
                set.data(), set.exist(), set.child(), set.persistent(), set.persistentRecursive());
    }
}
