package io.quorate.storage.lmdb;

import io.quorate.model.AclEntry;
import io.quorate.storage.StorageException;
import io.quorate.wire.JuteReader;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.MalformedRecord;
import java.util.List;

/** An ACL and how many nodes have it. */
record StoredAcl(int uses, List<AclEntry> entries) {

    static StoredAcl of(byte[] value) throws StorageException {
        try {
            JuteReader in = new JuteReader(value);
            int uses = in.int32();
            List<AclEntry> entries = in.acl();
            return new StoredAcl(uses, entries == null ? List.of() : entries);
        } catch (MalformedRecord malformed) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT, "an ACL cannot be read", null, -1, malformed);
        }
    }

    byte[] value() {
        return new JuteWriter().int32(uses).acl(entries).toByteArray();
    }
}
