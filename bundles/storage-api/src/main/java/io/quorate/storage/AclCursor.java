package io.quorate.storage;

import io.quorate.model.AclEntry;
import java.util.List;

/** Walks over interned ACLs, the open one excepted. */
public interface AclCursor {

    boolean next() throws StorageException;

    int aclId();

    List<AclEntry> entries();
}
