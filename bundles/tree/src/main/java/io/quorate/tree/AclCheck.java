package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.model.ErrorCode;
import io.quorate.model.Identity;
import io.quorate.model.InternedAcl;
import io.quorate.model.Permission;
import io.quorate.model.Znode;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import io.quorate.wire.TxnBytes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges which client may do what, and which ACLs may be stored. Any thread. Source: spec semantics
 * sections 7.2 and 7.3.
 */
public final class AclCheck {

    private static final String WORLD = "world";
    private static final String AUTH = "auth";
    private static final String SUPER = "super";

    private final AclRules rules;
    private final boolean skip;
    private final TxnLimits limits;

    public AclCheck(AclRules rules, TreeSettings settings) {
        this.rules = rules;
        this.skip = settings.skipAcl();
        this.limits = settings.limits();
    }

    /**
     * Whether {@code who} has one of the bits {@code permission} on a node with the interned ACL
     * {@code aclId} of {@code tree}.
     *
     * @param path the request names, for schemes that look at it
     */
    public boolean allows(
            TreeReader tree, int aclId, Znode path, int permission, List<Identity> who)
            throws StorageException {
        return aclId == NodeRecord.OPEN_ACL || allows(tree.acl(aclId), path, permission, who);
    }

    /** The same for a list; null or empty allows everything. */
    public boolean allows(
            @Nullable List<AclEntry> acl, Znode path, int permission, List<Identity> who) {
        return skip
                || acl == null
                || acl == AclEntry.OPEN
                || acl.isEmpty()
                || compiled(acl).allows(path, permission, who);
    }

    /** What is kept with an ACL of the tree; others are made ready for this one check. */
    private CompiledAcl compiled(List<AclEntry> acl) {
        if (!(acl instanceof InternedAcl interned)) {
            return new CompiledAcl(acl, rules);
        }
        if (interned.compiled() instanceof CompiledAcl known && known.isCurrent(rules)) {
            return known;
        }
        CompiledAcl made = new CompiledAcl(acl, rules);
        interned.compiled(made);
        return made;
    }

    /**
     * Why {@code asked} cannot be stored for {@code who}: INVALID_ACL, MARSHALLING_ERROR, or 0 if
     * it can.
     */
    int fault(@Nullable List<AclEntry> asked, List<Identity> who) {
        if (asked == null || asked.isEmpty()) {
            return ErrorCode.INVALID_ACL;
        }
        boolean proven = false;
        boolean looked = false;
        for (int at = 0; at < asked.size(); at++) {
            Identity entry = asked.get(at).who();
            if (AUTH.equals(entry.scheme()) && !looked) {
                proven = isAnyAuthenticated(who);
                looked = true;
            }
            int fault = fault(entry, proven);
            if (fault != ErrorCode.OK) {
                return fault;
            }
        }
        return ErrorCode.OK;
    }

    /**
     * The list to store for {@code asked}, which has no {@link #fault}: duplicates dropped, {@code
     * auth} expanded; {@link AclEntry#OPEN} itself for the open ACL. Null if it would be longer
     * than ACLs may be: identities times entries can be far more than what was asked with.
     */
    @Nullable List<AclEntry> stored(List<AclEntry> asked, List<Identity> who) {
        if (asked.size() == 1
                && asked.get(0).permissions() == Permission.ALL
                && asked.get(0).who().isAnyone()) {
            return AclEntry.OPEN;
        }
        List<AclEntry> stored = new ArrayList<>(Math.min(asked.size(), limits.aclEntries()));
        long bytes = TxnBytes.of(stored);
        for (AclEntry entry : asked.size() == 1 ? asked : new LinkedHashSet<>(asked)) {
            int first = stored.size();
            if (AUTH.equals(entry.who().scheme())) {
                expand(entry.permissions(), who, stored);
            } else {
                stored.add(entry);
            }
            for (int at = first; at < stored.size(); at++) {
                bytes += TxnBytes.of(stored.get(at).who());
            }
            if (bytes > limits.aclBytes() || stored.size() > limits.aclEntries()) {
                return null;
            }
        }
        return InternedAcl.of(stored);
    }

    private void expand(int permissions, List<Identity> who, List<AclEntry> stored) {
        for (int at = 0; at < who.size(); at++) {
            if (isAuthenticated(who.get(at))) {
                stored.add(new AclEntry(permissions, who.get(at)));
            }
        }
    }

    /**
     * @param proven whether the client has proven its identity, where that matters
     */
    private int fault(Identity entry, boolean proven) {
        String scheme = entry.scheme();
        if (scheme == null) {
            return ErrorCode.INVALID_ACL;
        }
        if (AUTH.equals(scheme)) {
            return proven ? ErrorCode.OK : ErrorCode.INVALID_ACL;
        }
        if (entry.id() == null) {
            return ErrorCode.MARSHALLING_ERROR;
        }
        if (WORLD.equals(scheme) || SUPER.equals(scheme)) {
            return entry.isAnyone() ? ErrorCode.OK : ErrorCode.INVALID_ACL;
        }
        return rules.isValid(entry) ? ErrorCode.OK : ErrorCode.INVALID_ACL;
    }

    private boolean isAnyAuthenticated(List<Identity> who) {
        for (int at = 0; at < who.size(); at++) {
            if (isAuthenticated(who.get(at))) {
                return true;
            }
        }
        return false;
    }

    private boolean isAuthenticated(Identity identity) {
        return !identity.isSuper() && rules.isAuthenticated(identity);
    }
}
