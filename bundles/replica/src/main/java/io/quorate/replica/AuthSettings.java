package io.quorate.replica;

import io.quorate.auth.AuthCapability;
import java.util.Set;

/**
 * What the configuration says of authentication. Immutable.
 *
 * @param enforced whether a connection must have an identity of an accepted scheme before anything
 *     else
 * @param accepted those schemes
 * @param superUserSchemes schemes that may make somebody super user, if they declare that they do;
 *     {@link #EVERY} for all that do
 * @param timeoutMillis how long a connection waits for one answer of a scheme, at least 1
 */
record AuthSettings(
        boolean enforced, Set<String> accepted, Set<String> superUserSchemes, long timeoutMillis) {

    /** Stands for every scheme. */
    static final String EVERY = "*";

    /** Without any key of its own. */
    static final AuthSettings DEFAULT = new AuthSettings(false, Set.of(), Set.of(EVERY), 10_000);

    /** Whether a super user that the scheme names is one. */
    boolean mayGrantSuperUser(GuardedScheme scheme) {
        return scheme.has(AuthCapability.SUPER_USER)
                && (superUserSchemes.contains(EVERY) || superUserSchemes.contains(scheme.scheme()));
    }
}
