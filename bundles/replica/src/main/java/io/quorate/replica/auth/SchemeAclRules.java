package io.quorate.replica.auth;

import io.quorate.auth.AuthCapability;
import io.quorate.auth.AuthScheme;
import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.Znode;
import io.quorate.runtime.LogText;
import io.quorate.tree.AclRules;
import java.util.List;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the tree asks of schemes, answered by those that are present: one that is absent, or throws,
 * says no. Any thread: background reads ask, too.
 */
public final class SchemeAclRules implements AclRules {

    private static final Logger LOG = LoggerFactory.getLogger(SchemeAclRules.class);

    private final AuthSchemes schemes;

    public SchemeAclRules(AuthSchemes schemes) {
        this.schemes = schemes;
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
    public boolean looksAtNodes(String name) {
        GuardedScheme scheme = schemes.find(name);
        return scheme != null && scheme.has(AuthCapability.NODES);
    }

    @Override
    public boolean matches(Identity who, Identity entry, Znode path, int permission) {
        AuthScheme scheme = schemes.find(entry.scheme());
        try {
            return scheme != null && scheme.matches(who, entry.id(), path, permission);
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

    private static boolean complain(String scheme, RuntimeException failure) {
        LOG.warn(
                "Authentication scheme {} failed; the request is denied",
                LogText.of(scheme),
                failure);
        return false;
    }
}
