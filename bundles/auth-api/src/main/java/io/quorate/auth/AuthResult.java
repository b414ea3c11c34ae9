package io.quorate.auth;

import io.quorate.model.Identity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of a scheme to a packet, or to a new connection. Immutable; a token is given away.
 *
 * <p>Source: spec client-protocol section 9, docs/adr/0071.
 */
public sealed interface AuthResult {

    /**
     * Longest token of an answer; the tickets of directories with very many groups have as many.
     */
    int TOKEN_BYTES_MAX = 64 << 10;

    /**
     * The credentials hold, the exchange is over.
     *
     * @param identities added to the connection; those it already has are not added twice; may be
     *     empty. Of the scheme that gives them, or {@link Identity#SUPER} where the scheme has
     *     {@link AuthCapability#SUPER_USER}
     * @param token last word to the client, at most {@link #TOKEN_BYTES_MAX}; null if there is
     *     none. Only SASL packets have room for it
     */
    record Accepted(List<Identity> identities, byte @Nullable [] token) implements AuthResult {
        public Accepted {
            identities = List.copyOf(identities);
        }

        public Accepted(List<Identity> identities) {
            this(identities, null);
        }
    }

    /**
     * All is well so far; the client's next packet for the scheme goes on with the exchange.
     *
     * @param token what the client has to answer, at most {@link #TOKEN_BYTES_MAX}; null if there
     *     is nothing to say. Only SASL packets have room for it; a client that sends auth packets
     *     hears that the step is done
     */
    record Challenge(byte @Nullable [] token) implements AuthResult {}

    /**
     * The credentials do not hold: AUTHFAILED, and the connection is closed.
     *
     * @param reason one sentence for the log, without any secret
     */
    record Refused(String reason) implements AuthResult {}

    /**
     * Whether the credentials hold cannot be said now, because a directory does not answer, say:
     * the connection is closed without a word, so that the client comes back and tries again. A
     * client that is refused does not.
     *
     * @param reason one sentence for the log, without any secret
     */
    record Unavailable(String reason) implements AuthResult {}

    /** Accepted with these identities; none are allowed, too. */
    static AuthResult accepted(Identity... identities) {
        return new Accepted(List.of(identities));
    }

    /** Refused for this reason. */
    static AuthResult refused(String reason) {
        return new Refused(reason);
    }
}
