package io.quorate.storage.lmdb;

import io.quorate.model.AclEntry;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The numbers of the ACLs of a state that is being changed. One thread. */
final class AclIds {

    private final Map<List<AclEntry>, Integer> ids = new HashMap<>();

    /** Numbers that perhaps no node has. */
    private final Set<Integer> idle = new HashSet<>();

    void adopt(Content content) throws StorageException {
        ids.clear();
        idle.clear();
        for (Walk all = new Walk(content, new byte[] {Keys.ACL}); all.next(); ) {
            StoredAcl acl = StoredAcl.of(all.value());
            int id = (int) Keys.numberOf(all.key());
            ids.put(acl.entries(), id);
            if (acl.uses() == 0) {
                idle.add(id);
            }
        }
    }

    int intern(TreeEdit edit, List<AclEntry> entries) {
        if (entries.equals(AclEntry.OPEN)) {
            return NodeRecord.OPEN_ACL;
        }
        Integer known = ids.get(entries);
        if (known != null) {
            return known;
        }
        int id = edit.content.nextAcl;
        enter(edit, id, entries);
        return id;
    }

    void enter(TreeEdit edit, int id, List<AclEntry> entries) {
        List<AclEntry> kept = List.copyOf(entries);
        edit.put(Keys.number(Keys.ACL, id), new StoredAcl(0, kept).value());
        edit.content.nextAcl = Math.max(edit.content.nextAcl, id + 1);
        ids.put(kept, id);
        idle.add(id);
    }

    void take(TreeEdit edit, int id) throws StorageException {
        use(edit, id, 1);
    }

    void release(TreeEdit edit, int id) throws StorageException {
        use(edit, id, -1);
    }

    private void use(TreeEdit edit, int id, int more) throws StorageException {
        if (id == NodeRecord.OPEN_ACL) {
            return;
        }
        byte[] key = Keys.number(Keys.ACL, id);
        byte[] value = edit.content.get(key);
        if (value == null) {
            throw new StorageException(StorageException.Kind.CORRUPT, "there is no ACL " + id);
        }
        StoredAcl before = StoredAcl.of(value);
        StoredAcl after = new StoredAcl(before.uses() + more, before.entries());
        edit.put(key, after.value());
        if (after.uses() == 0) {
            idle.add(id);
        }
    }

    void sweep(TreeEdit edit) throws StorageException {
        for (int id : idle) {
            byte[] key = Keys.number(Keys.ACL, id);
            byte[] value = edit.content.get(key);
            StoredAcl acl = value == null ? null : StoredAcl.of(value);
            if (acl != null && acl.uses() == 0) {
                edit.put(key, null);
                ids.remove(acl.entries(), id);
            }
        }
        idle.clear();
    }
}
