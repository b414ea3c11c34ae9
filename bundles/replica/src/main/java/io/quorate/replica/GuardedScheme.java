package io.quorate.replica;

import io.quorate.auth.AuthConnection;
import io.quorate.auth.AuthResult;
import io.quorate.auth.AuthScheme;
import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * A plugin's scheme whose errors are the exceptions they would be in code of our own: a class that
 * is missing in a plugin, a recursion without end, or an exception that its language does not ask
 * it to declare, fails one request and not the loop.
 */
final class GuardedScheme implements AuthScheme {

    private final AuthScheme plugin;
    private final String scheme;

    GuardedScheme(AuthScheme plugin) {
        this.plugin = plugin;
        this.scheme = plugin.scheme();
    }

    private static <T> T guarded(Supplier<T> call) {
        try {
            return call.get();
        } catch (Throwable thrown) { // it is not our code
            throw asException(thrown);
        }
    }

    /** What a request fails with; a machine that is out of memory is no matter of one request. */
    private static RuntimeException asException(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException exception -> exception;
            case StackOverflowError error -> new IllegalStateException(error.toString(), error);
            case VirtualMachineError error -> throw error;
            default -> new IllegalStateException(thrown.toString(), thrown);
        };
    }

    @Override
    public String scheme() {
        return scheme;
    }

    @Override
    public AuthResult authenticate(AuthConnection connection, byte[] credentials) {
        return guarded(() -> plugin.authenticate(connection, credentials));
    }

    @Override
    public boolean isValid(String id) {
        return guarded(() -> plugin.isValid(id));
    }

    @Override
    public boolean matches(Identity who, String aclId) {
        try { // written out: this one is called for every entry of an ACL
            return plugin.matches(who, aclId);
        } catch (Throwable thrown) {
            throw asException(thrown);
        }
    }

    @Override
    public ToIntFunction<Identity> prepare(List<AclEntry> entries) {
        ToIntFunction<Identity> prepared = guarded(() -> plugin.prepare(entries));
        if (prepared == null) {
            return null;
        }
        return who -> {
            try {
                return prepared.applyAsInt(who);
            } catch (Throwable thrown) {
                throw asException(thrown);
            }
        };
    }

    @Override
    public boolean isAuthenticated() {
        return guarded(plugin::isAuthenticated);
    }

    @Override
    public String user(String id) {
        return guarded(() -> plugin.user(id));
    }
}
