package io.quorate.auth;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes the answer to one question that a scheme was asked about a connection. Until it is there,
 * the connection waits: nothing that its client sends is looked at.
 *
 * <p>Thread: any, within the call that handed it over or later. The first answer counts; another
 * one, and one that comes when the connection has gone or the server has stopped waiting ({@code
 * quorate.auth.timeoutMs}, after which it counts as {@link AuthResult.Unavailable}), is ignored.
 * Never throws.
 *
 * <p>Source: docs/adr/0071.
 */
@ProviderType
@FunctionalInterface
public interface AuthCompletion {

    /**
     * The answer is there.
     *
     * @param result null counts as a refusal
     */
    void complete(AuthResult result);
}
