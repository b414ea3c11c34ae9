package io.quorate.replica.auth;

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
 * @param eagerCheck {@code enableEagerACLCheck}: whether a write that the applied state forbids is
 *     refused before it costs a transaction; a standalone server never does that
 */
public record AuthSettings(
        boolean enforced,
        Set<String> accepted,
        Set<String> superUserSchemes,
        long timeoutMillis,
        boolean eagerCheck) {

    /** Stands for every scheme. */
    public static final String EVERY = "*";

    /** Without any key of its own. */
    public static final AuthSettings DEFAULT =
            new AuthSettings(false, Set.of(), Set.of(EVERY), 10_000, false);

    /** Whether a super user that the scheme names is one. */
    public boolean mayGrantSuperUser(GuardedScheme scheme) {
        return scheme.has(AuthCapability.SUPER_USER)
                && (superUserSchemes.contains(EVERY) || superUserSchemes.contains(scheme.scheme()));
    }
}
