package io.quorate.replica.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.auth.AuthCompletion;
import io.quorate.auth.AuthConnection;
import io.quorate.auth.AuthExchange;
import io.quorate.auth.AuthScheme;
import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.Permission;
import io.quorate.model.Znode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a plugin throws, declared or not, is one exception that its caller expects. */
class GuardedSchemeTest {

    private static final Identity ANN = new Identity("token", "ann");
    private static final AuthConnection HERE =
            new ConnectedClient(new InetSocketAddress("127.0.0.1", 40_000), List.of());

    /** Fails in every method that somebody calls for a request. */
    private record Failing(Throwable failure) implements AuthScheme {

        private <T> T fail() {
            Failing.<RuntimeException>throwUndeclared(failure);
            return null;
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void throwUndeclared(Throwable thrown) throws T {
            throw (T) thrown;
        }

        @Override
        public String scheme() {
            return "token";
        }

        @Override
        public void connected(AuthConnection connection, AuthCompletion completion) {
            fail();
        }

        @Override
        public AuthExchange begin(AuthConnection connection) {
            if (connection == null) {
                return fail();
            }
            return new AuthExchange() {
                @Override
                public void step(byte[] credentials, AuthCompletion completion) {
                    fail();
                }

                @Override
                public void close() {
                    fail();
                }
            };
        }

        @Override
        public boolean isValid(String id) {
            return this.<Boolean>fail();
        }

        @Override
        public boolean matches(Identity who, String aclId) {
            return this.<Boolean>fail();
        }

        @Override
        public boolean matches(Identity who, String aclId, Znode path, int permission) {
            return this.<Boolean>fail();
        }

        @Override
        public ToIntFunction<Identity> prepare(List<AclEntry> entries) {
            return who -> this.<Integer>fail();
        }

        @Override
        public boolean isAuthenticated() {
            return this.<Boolean>fail();
        }

        @Override
        public String user(String id) {
            return fail();
        }
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new IllegalArgumentException("planted"),
                new NoClassDefFoundError("planted"),
                new StackOverflowError("planted"),
                new AssertionError("planted"),
                new ServiceConfigurationError("planted"),
                new IOException("planted"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyMethodFailsWithAnException(Throwable failure) {
        AuthScheme scheme = new GuardedScheme(new Failing(failure));
        ToIntFunction<Identity> prepared = scheme.prepare(List.of());
        List<ThrowingCallable> calls =
                List.of(
                        () -> scheme.connected(HERE, result -> {}),
                        () -> scheme.begin(null),
                        () -> scheme.begin(HERE).step(new byte[0], result -> {}),
                        () -> scheme.isValid("ann"),
                        () -> scheme.matches(ANN, "ann"),
                        () -> scheme.matches(ANN, "ann", Znode.of("/a"), Permission.READ),
                        () -> prepared.applyAsInt(ANN),
                        scheme::isAuthenticated,
                        () -> scheme.user("ann"));
        assertThat(calls)
                .allSatisfy(
                        call ->
                                assertThatThrownBy(call)
                                        .isInstanceOf(RuntimeException.class)
                                        .hasMessageContaining("planted"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void anExchangeThatFailsToCloseIsClosed(Throwable failure) {
        new GuardedScheme(new Failing(failure)).begin(HERE).close();
    }

    @Test
    void aMachineWithoutMemoryIsNotHidden() {
        AuthScheme scheme = new GuardedScheme(new Failing(new OutOfMemoryError("planted")));
        assertThatThrownBy(() -> scheme.isValid("ann")).isInstanceOf(OutOfMemoryError.class);
    }
}
