package io.quorate.auth;

import io.quorate.model.Identity;
import java.util.List;

/** Outcome of {@link AuthScheme#authenticate}. Immutable. */
public sealed interface AuthResult {

    /**
     * The credentials hold.
     *
     * @param identities added to the connection; those it already has are not added twice; may be
     *     empty
     */
    record Accepted(List<Identity> identities) implements AuthResult {
        public Accepted {
            identities = List.copyOf(identities);
        }
    }

    /**
     * The credentials do not hold: AUTHFAILED, and the connection is closed.
     *
     * @param reason one sentence for the log, without any secret
     */
    record Refused(String reason) implements AuthResult {}

    /** Accepted with one identity. */
    static AuthResult accepted(Identity identity) {
        return new Accepted(List.of(identity));
    }

    /** Refused for this reason. */
    static AuthResult refused(String reason) {
        return new Refused(reason);
    }
}
