package io.quorate.replica.auth;

import io.quorate.auth.AuthCapability;
import io.quorate.auth.AuthCompletion;
import io.quorate.auth.AuthConnection;
import io.quorate.auth.AuthExchange;
import io.quorate.auth.AuthScheme;
import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.Znode;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plugin's scheme whose errors are the exceptions they would be in code of our own: a class that
 * is missing in a plugin, a recursion without end, or an exception that its language does not ask
 * it to declare, fails one request and not the loop.
 */
public final class GuardedScheme implements AuthScheme {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedScheme.class);

    private final AuthScheme plugin;
    private final String scheme;
    private final Set<AuthCapability> capabilities;

    public GuardedScheme(AuthScheme plugin) {
        this.plugin = plugin;
        this.scheme = plugin.scheme();
        Set<AuthCapability> said = plugin.capabilities();
        this.capabilities = said == null ? Set.of() : Set.copyOf(said);
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
    public Set<AuthCapability> capabilities() {
        return capabilities;
    }

    boolean has(AuthCapability capability) {
        return capabilities.contains(capability);
    }

    @Override
    public void connected(AuthConnection connection, AuthCompletion completion) {
        run(() -> plugin.connected(connection, completion));
    }

    /**
     * @throws RuntimeException also where the plugin gives null
     */
    @Override
    public AuthExchange begin(AuthConnection connection) {
        AuthExchange exchange = guarded(() -> plugin.begin(connection));
        if (exchange == null) {
            throw new IllegalStateException("scheme " + scheme + " begins no exchange");
        }
        return new Exchange(exchange);
    }

    /** A plugin's exchange, likewise; one that fails while it is closed is closed all the same. */
    private record Exchange(AuthExchange plugin) implements AuthExchange {

        @Override
        public void step(byte @Nullable [] credentials, AuthCompletion completion) {
            run(() -> plugin.step(credentials, completion));
        }

        @Override
        public void close() {
            try {
                run(plugin::close);
            } catch (RuntimeException failure) {
                LOG.warn("An exchange of an authentication plugin failed to close", failure);
            }
        }
    }

    private static void run(Runnable call) {
        guarded(
                () -> {
                    call.run();
                    return null;
                });
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
    public boolean matches(Identity who, String aclId, Znode path, int permission) {
        try {
            return plugin.matches(who, aclId, path, permission);
        } catch (Throwable thrown) {
            throw asException(thrown);
        }
    }

    @Override
    public @Nullable ToIntFunction<Identity> prepare(List<AclEntry> entries) {
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
