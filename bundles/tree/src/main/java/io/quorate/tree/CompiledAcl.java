package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.Znode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An ACL made ready for many checks: what it allows is found by scheme and identity, however many
 * entries it has. Made when an ACL is checked for the first time and kept with it; made again when
 * schemes have come or gone. Immutable but for a note of the last answer, which may be lost; any
 * thread.
 */
final class CompiledAcl {

    /** Identities above which an answer is worth a note. */
    private static final int FEW_IDENTITIES = 4;

    private static final int EVERYTHING = -1;

    /** Lists of identities grow, they never change otherwise. */
    private record Answer(List<Identity> who, int identities, int permissions) {}

    /** Entries of schemes that look at nodes. */
    private record PerNode(List<AclEntry> entries, AclRules rules) {

        boolean allows(Znode path, int permission, List<Identity> who) {
            for (int at = 0; at < who.size(); at++) {
                Identity identity = who.get(at);
                for (int of = 0; of < entries.size(); of++) {
                    AclEntry entry = entries.get(of);
                    if ((entry.permissions() & permission) != 0
                            && entry.who().scheme().equals(identity.scheme())
                            && rules.matches(identity, entry.who(), path, permission)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private final int generation;
    private final int anyone;
    private final Map<String, ToIntFunction<Identity>> byScheme;

    /** Null if there are no entries of schemes that look at nodes. */
    private final @Nullable PerNode perNode;

    private @Nullable Answer last;

    CompiledAcl(List<AclEntry> acl, AclRules rules) {
        this.generation = rules.generation();
        int everybody = 0;
        Map<String, List<AclEntry>> entries = new HashMap<>(4);
        for (AclEntry entry : acl) {
            if (entry.who().isAnyone()) {
                everybody |= entry.permissions();
            } else {
                entries.computeIfAbsent(entry.who().scheme(), scheme -> new ArrayList<>(1))
                        .add(entry);
            }
        }
        this.anyone = everybody;
        this.byScheme = new HashMap<>(4);
        List<AclEntry> asked = new ArrayList<>(0);
        entries.forEach(
                (scheme, list) -> {
                    if (rules.looksAtNodes(scheme)) {
                        asked.addAll(list);
                    } else {
                        byScheme.put(scheme, rules.grants(scheme, List.copyOf(list)));
                    }
                });
        this.perNode = asked.isEmpty() ? null : new PerNode(List.copyOf(asked), rules);
    }

    /** Whether it was made from the schemes that are present. */
    boolean isCurrent(AclRules rules) {
        return generation == rules.generation();
    }

    /** Whether it grants {@code who} one of the bits {@code permission} on {@code path}. */
    boolean allows(Znode path, int permission, List<Identity> who) {
        return (anyone & permission) != 0
                || (permissions(who) & permission) != 0
                || perNode != null && perNode.allows(path, permission, who);
    }

    private int permissions(List<Identity> who) {
        Answer known = last;
        if (known != null && known.who == who && known.identities == who.size()) {
            return known.permissions;
        }
        int permissions = anyone;
        for (int at = 0; at < who.size(); at++) {
            Identity identity = who.get(at);
            if (identity.isSuper()) {
                permissions = EVERYTHING;
                break;
            }
            ToIntFunction<Identity> grants = byScheme.get(identity.scheme());
            if (grants != null) {
                permissions |= grants.applyAsInt(identity);
            }
        }
        if (who.size() > FEW_IDENTITIES) {
            last = new Answer(who, who.size(), permissions);
        }
        return permissions;
    }
}
