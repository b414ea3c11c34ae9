package io.quorate.tree;

import io.quorate.model.Identity;
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
     * Whether {@code who} (an identity of a connection) proves who somebody is, so that {@code
     * auth} is expanded to it.
     */
    boolean isAuthenticated(Identity who);

    /** Whether {@code who} is meant by {@code entry}; both are of the same scheme. */
    boolean matches(Identity who, Identity entry);
}
