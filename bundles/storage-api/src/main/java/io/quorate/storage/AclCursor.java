package io.quorate.storage;

import io.quorate.model.AclEntry;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Walks over interned ACLs, the open one excepted. */
@ConsumerType
public interface AclCursor {

    boolean next() throws StorageException;

    int aclId();

    List<AclEntry> entries();
}
