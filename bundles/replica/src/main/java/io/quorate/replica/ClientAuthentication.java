package io.quorate.replica;

import io.quorate.auth.AuthResult;
import io.quorate.auth.AuthScheme;
import io.quorate.model.AclEntry;
import io.quorate.model.ErrorCode;
import io.quorate.model.Identity;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.runtime.Counter;
import io.quorate.runtime.LogText;
import io.quorate.tree.AclRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who a connection is, by the schemes that are present: one that is absent, or throws, says no.
 * Loop thread, except for the {@link AclRules}, which background reads use too.
 */
final class ClientAuthentication implements AclRules {

    private static final Logger LOG = LoggerFactory.getLogger(ClientAuthentication.class);
    private static final Outcome NO_TOKEN = new Outcome.Token(null);
    private static final AuthResult TOO_MANY =
            AuthResult.refused(
                    "it would have more than "
                            + Identities.COUNT_MAX
                            + " identities, or more than "
                            + Identities.BYTES_MAX
                            + " bytes of them");

    private final AuthSchemes schemes;
    private final boolean enforced;
    private final Set<String> accepted;
    private final Counter failures = new Counter("auth_failed_count");

    /**
     * @param schemes present right now
     * @param enforced whether a connection must have an identity of an accepted scheme before
     *     anything else
     * @param accepted those schemes
     */
    ClientAuthentication(AuthSchemes schemes, boolean enforced, Set<String> accepted) {
        this.schemes = schemes;
        this.enforced = enforced;
        this.accepted = accepted;
    }

    Counter failures() {
        return failures;
    }

    /**
     * Answers an auth or SASL packet at once; a failed one closes the connection, in which case
     * false is returned.
     */
    boolean authenticate(ClientConnectionState client, int xid, Request request) {
        if (!(request instanceof Request.Auth auth)) {
            client.connection.reply(xid, request.op(), 0, NO_TOKEN);
            return true;
        }
        AuthResult result = judge(client, auth);
        if (result instanceof AuthResult.Accepted ok && !client.add(ok.identities())) {
            result = TOO_MANY;
        }
        if (!(result instanceof AuthResult.Refused refused)) {
            client.connection.reply(xid, request.op(), 0, Outcome.DONE);
            return true;
        }
        failures.add(1);
        LOG.warn(
                "Authentication of {} by scheme {} failed: {}",
                client.connection.remote(),
                LogText.of(auth.scheme()),
                LogText.of(refused.reason()));
        client.connection.reply(xid, request.op(), 0, new Outcome.Refused(ErrorCode.AUTH_FAILED));
        return false;
    }

    /** False if the connection may do nothing before it has authenticated. */
    boolean mayProceed(ClientConnectionState client) {
        if (enforced && !client.mayProceed) {
            for (Identity identity : client.identities) {
                client.mayProceed |= accepted.contains(identity.scheme());
            }
        }
        return !enforced || client.mayProceed;
    }

    /** What {@code whoAmI} shows: scheme and user. */
    List<Identity> users(ClientConnectionState client) {
        List<Identity> users = new ArrayList<>();
        for (Identity identity : client.identities) {
            AuthScheme scheme = schemes.find(identity.scheme());
            String user = "";
            try {
                user = scheme == null ? "" : scheme.user(identity.id());
            } catch (RuntimeException failure) {
                complain(identity.scheme(), failure);
            }
            users.add(new Identity(identity.scheme(), user));
        }
        return users;
    }

    @Override
    public boolean isValid(Identity entry) {
        AuthScheme scheme = schemes.find(entry.scheme());
        try {
            return scheme != null && scheme.isValid(entry.id());
        } catch (RuntimeException failure) {
            return complain(entry.scheme(), failure);
        }
    }

    @Override
    public boolean isAuthenticated(Identity who) {
        AuthScheme scheme = schemes.find(who.scheme());
        try {
            return scheme != null && scheme.isAuthenticated();
        } catch (RuntimeException failure) {
            return complain(who.scheme(), failure);
        }
    }

    @Override
    public boolean matches(Identity who, Identity entry) {
        AuthScheme scheme = schemes.find(entry.scheme());
        try {
            return scheme != null && scheme.matches(who, entry.id());
        } catch (RuntimeException failure) {
            return complain(entry.scheme(), failure);
        }
    }

    @Override
    public int generation() {
        return schemes.generation();
    }

    @Override
    public ToIntFunction<Identity> grants(String name, List<AclEntry> entries) {
        AuthScheme scheme = schemes.find(name);
        if (scheme == null) {
            return who -> 0;
        }
        try {
            ToIntFunction<Identity> prepared = scheme.prepare(entries);
            return prepared == null
                    ? AclRules.super.grants(name, entries)
                    : guarded(name, prepared);
        } catch (RuntimeException failure) {
            complain(name, failure);
            return AclRules.super.grants(name, entries);
        }
    }

    private static ToIntFunction<Identity> guarded(
            String scheme, ToIntFunction<Identity> prepared) {
        return who -> {
            try {
                return prepared.applyAsInt(who);
            } catch (RuntimeException failure) {
                complain(scheme, failure);
                return 0;
            }
        };
    }

    private AuthResult judge(ClientConnectionState client, Request.Auth auth) {
        AuthScheme scheme = schemes.find(auth.scheme());
        if (scheme == null) {
            return AuthResult.refused("there is no such scheme");
        }
        try {
            AuthResult result = scheme.authenticate(client, auth.credentials());
            return result == null ? AuthResult.refused("the scheme gave no answer") : result;
        } catch (RuntimeException failure) {
            complain(auth.scheme(), failure);
            return AuthResult.refused("the scheme failed");
        }
    }

    private static boolean complain(String scheme, RuntimeException failure) {
        LOG.warn(
                "Authentication scheme {} failed; the request is denied",
                LogText.of(scheme),
                failure);
        return false;
    }
}
