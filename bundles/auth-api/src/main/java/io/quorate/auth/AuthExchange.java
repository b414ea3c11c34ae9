package io.quorate.auth;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The conversation of one connection with one scheme: what the scheme remembers of the connection
 * from packet to packet. It begins with the first packet for the scheme ({@link AuthScheme#begin})
 * and is over when it was answered with anything but a {@link AuthResult.Challenge}, when the
 * connection has gone, or when another plugin serves the scheme. A packet after that begins another
 * one. A connection has one exchange with a scheme at most.
 *
 * <p>Thread: the replica loop. Must not block: a scheme that needs a directory server asks it on a
 * thread of its own and completes later. The steps of an exchange follow one another, so it needs
 * no lock for what only the steps touch.
 *
 * <p>Source: spec client-protocol section 9, docs/adr/0071.
 */
@ConsumerType
@FunctionalInterface
public interface AuthExchange {

    /**
     * Judges the next packet. Not called again before this call is completed. What is thrown is a
     * refusal.
     *
     * @param credentials as sent, 0 to frame limit bytes; null if the client sent none; not to be
     *     changed
     * @param completion takes the answer, now or later
     */
    void step(byte @Nullable [] credentials, AuthCompletion completion);

    /**
     * The exchange is over, whatever its end. Called once, after the last {@link #step} has
     * returned; one that is still to be completed need not be any more.
     */
    default void close() {}

    /** An exchange of one step that is answered within the call. */
    static AuthExchange ofOneStep(Function<byte[], AuthResult> judge) {
        Objects.requireNonNull(judge);
        return (credentials, completion) -> completion.complete(judge.apply(credentials));
    }
}
