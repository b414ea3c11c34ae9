package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.Znode;
import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What the tree must know of the authentication schemes: the port behind which the replica puts the
 * schemes that are present right now.
 *
 * <p>{@code world}, {@code auth} and {@code super} are known to the tree and never asked for. A
 * scheme that is absent says no to everything. Thread: any thread that prepares or reads; must not
 * block. Source: spec semantics section 7.
 */
@ConsumerType
public interface AclRules {

    /**
     * Whether an ACL may carry {@code entry}; both parts are there. False if the scheme is unknown.
     */
    boolean isValid(Identity entry);

    /**
     * Whether {@code who} (an identity of a connection) proves who the client is, so that {@code
     * auth} is expanded to it.
     */
    boolean isAuthenticated(Identity who);

    /** Whether {@code who} is meant by {@code entry}; both are of the same scheme. */
    boolean matches(Identity who, Identity entry);

    /**
     * Whether entries of this scheme are matched with path and permission in view, at every check.
     */
    default boolean looksAtNodes(String scheme) {
        return false;
    }

    /**
     * Whether {@code who} is meant by {@code entry} where the request names {@code path} and needs
     * one of the bits {@code permission}; asked for schemes that {@link #looksAtNodes}.
     */
    default boolean matches(Identity who, Identity entry, Znode path, int permission) {
        return matches(who, entry);
    }

    /**
     * A number that changes when schemes come or go: what {@link #grants} has answered before holds
     * no more.
     */
    default int generation() {
        return 0;
    }

    /**
     * The entries of one ACL that are of one scheme, ready for many checks: gives for an identity
     * of that scheme the permissions of all entries that mean it.
     */
    default ToIntFunction<Identity> grants(String scheme, List<AclEntry> entries) {
        return who -> {
            int permissions = 0;
            for (int at = 0; at < entries.size(); at++) {
                AclEntry entry = entries.get(at);
                if ((entry.permissions() & ~permissions) != 0 && matches(who, entry.who())) {
                    permissions |= entry.permissions();
                }
            }
            return permissions;
        };
    }
}
