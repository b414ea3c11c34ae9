package io.quorate.replica.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.auth.AuthConnection;
import io.quorate.auth.AuthExchange;
import io.quorate.auth.AuthResult;
import io.quorate.auth.AuthScheme;
import io.quorate.model.Identity;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Version;

/** Who serves a scheme when several plugins offer it, when one goes, and when one does not come. */
@Timeout(30)
class AuthSchemesTest {

    private static final Identity ANN = new Identity("token", "ann");

    private final AuthSchemes schemes = new AuthSchemes(500);
    private long services;

    /** A scheme whose users carry the name of the plugin. */
    private record Token(String plugin) implements AuthScheme {
        @Override
        public String scheme() {
            return "token";
        }

        @Override
        public AuthExchange begin(AuthConnection connection) {
            return AuthExchange.ofOneStep(credentials -> AuthResult.accepted(ANN));
        }

        @Override
        public boolean isValid(String id) {
            return true;
        }

        @Override
        public boolean matches(Identity who, String aclId) {
            throw new NoClassDefFoundError("org/example/Absent");
        }

        @Override
        public boolean isAuthenticated() {
            return true;
        }

        @Override
        public String user(String id) {
            return plugin;
        }
    }

    private AuthProvider provider(String plugin, String version, int ranking) {
        return new AuthProvider(
                "token", plugin, Version.parseVersion(version), ranking, ++services);
    }

    private AuthProvider present(String plugin, String version, int ranking) {
        AuthProvider provider = provider(plugin, version, ranking);
        schemes.present(provider, () -> new Token(plugin + ' ' + version));
        return provider;
    }

    private String server() {
        AuthScheme scheme = schemes.find("token");
        return scheme == null ? "nobody" : scheme.user("ann");
    }

    @Test
    void whicheverGoesTheOneThatRemainsServes() {
        AuthProvider first = present("a", "1.0.0", 0);
        AuthProvider second = present("b", "1.0.0", 0);
        assertThat(server()).isEqualTo("a 1.0.0");
        schemes.absent(second);
        assertThat(server()).isEqualTo("a 1.0.0");
        present("b", "1.0.0", 0);
        schemes.absent(first);
        assertThat(server()).isEqualTo("b 1.0.0");
    }

    @Test
    void whoServesDoesNotDependOnWhoCameFirst() {
        present("b", "1.0.0", 0);
        present("a", "1.0.0", 0);
        assertThat(server()).isEqualTo("a 1.0.0");
        AuthProvider newer = present("a", "1.1.0", 0);
        assertThat(server()).isEqualTo("a 1.1.0");
        present("c", "1.0.0", 5);
        assertThat(server()).isEqualTo("c 1.0.0");
        schemes.absent(newer);
        assertThat(server()).isEqualTo("c 1.0.0");
    }

    @Test
    void anExchangeLeavesNoGap() {
        AuthProvider older = present("a", "1.0.0", 0);
        AuthProvider newer = present("a", "1.1.0", 0);
        schemes.absent(older);
        assertThat(server()).isEqualTo("a 1.1.0");
        present("a", "1.0.0", 0);
        schemes.absent(newer);
        assertThat(server()).isEqualTo("a 1.0.0");
    }

    /** What was made of a scheme must not outlive it. */
    @Test
    void everyChangeOfWhoServesIsANewGeneration() {
        int before = schemes.generation();
        AuthProvider older = present("a", "1.0.0", 0);
        int came = schemes.generation();
        present("a", "1.1.0", 0);
        int replaced = schemes.generation();
        schemes.absent(older);
        AuthProvider other = present("b", "1.0.0", 3);
        int taken = schemes.generation();
        schemes.absent(other);
        assertThat(came).isGreaterThan(before);
        assertThat(replaced).isGreaterThan(came);
        assertThat(taken).isGreaterThan(replaced);
        assertThat(schemes.generation()).isGreaterThan(taken);
    }

    @Test
    void theLastOneThatGoesTakesTheSchemeAlong() {
        schemes.absent(present("a", "1.0.0", 0));
        assertThat(server()).isEqualTo("nobody");
    }

    @Test
    void aPluginThatIsSlowToComeUpIsNotWaitedForAndServesWhenItIsThere() throws Exception {
        CountDownLatch mayCome = new CountDownLatch(1);
        CountDownLatch hasCome = new CountDownLatch(1);
        schemes.present(
                provider("slow", "1.0.0", 0),
                () -> {
                    try {
                        mayCome.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    hasCome.countDown();
                    return new Token("slow");
                });
        assertThat(server()).isEqualTo("nobody");
        mayCome.countDown();
        assertThat(hasCome.await(10, TimeUnit.SECONDS)).isTrue();
        while (server().equals("nobody")) {
            Thread.onSpinWait();
        }
        assertThat(server()).isEqualTo("slow");
    }

    @Test
    void aPluginThatGoesBeforeItHasComeNeverServes() throws Exception {
        CountDownLatch mayCome = new CountDownLatch(1);
        AuthProvider slow = provider("slow", "1.0.0", 0);
        Thread[] own = new Thread[1];
        schemes.present(
                slow,
                () -> {
                    own[0] = Thread.currentThread();
                    try {
                        mayCome.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return new Token("slow");
                });
        schemes.absent(slow);
        mayCome.countDown();
        own[0].join();
        assertThat(server()).isEqualTo("nobody");
    }

    @Test
    void aPluginThatFailsToComeUpOrCallsItselfOtherwiseIsNotThere() {
        schemes.present(
                provider("broken", "1.0.0", 0),
                () -> {
                    throw new NoClassDefFoundError("org/example/Absent");
                });
        schemes.present(
                new AuthProvider("other", "liar", Version.emptyVersion, 0, ++services),
                () -> new Token("liar"));
        assertThat(server()).isEqualTo("nobody");
        assertThat(schemes.find("other")).isNull();
    }

    /** What no thread catches is printed with its trace, and nobody learns what it belongs to. */
    @Test
    void anErrorOfAnyKindWhileAPluginComesUpEndsNoThread() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
        try {
            schemes.present(
                    provider("broken", "1.0.0", 0),
                    () -> {
                        throw new ServiceConfigurationError("no provider");
                    });
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(uncaught).isEmpty();
        assertThat(server()).isEqualTo("nobody");
    }

    @Test
    void anErrorInAPluginIsAnExceptionForItsCaller() {
        present("a", "1.0.0", 0);
        AuthScheme scheme = schemes.find("token");
        assertThatThrownBy(() -> scheme.matches(ANN, "ann"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("org/example/Absent");
    }
}
