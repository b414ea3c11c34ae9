package io.quorate.storage.kit.heap;

import io.quorate.model.AclEntry;
import io.quorate.model.InternedAcl;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The owner's side of interned ACLs: ids by content and numbers of uses. Readers find lists by id
 * in {@link HeapState#acls}. Owner thread.
 */
final class AclTable {

    private final Map<InternedAcl, Indexes.Acl> byList = new HashMap<>();
    private int nextId = 1;

    /** ACLs that have been seen without a use since the last sweep. */
    private final ArrayList<Indexes.Acl> idle = new ArrayList<>();

    /** Id of a list, entered if it is new. */
    int intern(List<AclEntry> list, HeapState into, long epoch) {
        if (list.equals(AclEntry.OPEN)) {
            return NodeRecord.OPEN_ACL;
        }
        InternedAcl acl = InternedAcl.of(list);
        Indexes.Acl known = byList.get(acl);
        if (known == null) {
            known = enter(nextId, acl, into, epoch);
        }
        return known.id;
    }

    /** Enters a list under a given id, as a snapshot does. */
    Indexes.Acl enter(int id, List<AclEntry> list, HeapState into, long epoch) {
        InternedAcl interned = InternedAcl.of(list);
        Indexes.Acl acl = new Indexes.Acl(id, interned);
        byList.put(interned, acl);
        into.acls = Indexes.put(into.acls, acl, epoch);
        idle.add(acl);
        nextId = Math.max(nextId, id + 1);
        return acl;
    }

    /** One more node uses {@code id}. */
    void take(int id, HeapState state) throws StorageException {
        if (id != NodeRecord.OPEN_ACL) {
            known(id, state).uses++;
        }
    }

    /** One node less uses {@code id}. */
    void release(int id, HeapState state) throws StorageException {
        if (id != NodeRecord.OPEN_ACL) {
            Indexes.Acl acl = known(id, state);
            if (--acl.uses == 0) {
                idle.add(acl);
            }
        }
    }

    private static Indexes.Acl known(int id, HeapState state) throws StorageException {
        if (Indexes.find(state.acls, id) instanceof Indexes.Acl acl) {
            return acl;
        }
        throw new StorageException(
                StorageException.Kind.CORRUPT, "node with the unknown ACL id " + id);
    }

    boolean hasIdle() {
        return !idle.isEmpty();
    }

    /** Forgets the ACLs no node uses. */
    void sweep(HeapState state, long epoch) {
        for (Indexes.Acl acl : idle) {
            if (acl.uses == 0 && Indexes.find(state.acls, acl.id) == acl) {
                byList.remove(InternedAcl.of(acl.list), acl);
                state.acls = Indexes.remove(state.acls, acl.id, epoch);
            }
        }
        idle.clear();
    }
}
