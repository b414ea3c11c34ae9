package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.auth.AuthConnection;
import io.quorate.auth.AuthResult;
import io.quorate.auth.AuthScheme;
import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/**
 * What every authentication scheme must do. A plugin extends this class and brings the scheme,
 * credentials it accepts and ids it takes and refuses.
 */
public abstract class AuthSchemeContract {

    /** The scheme under test. */
    protected abstract AuthScheme scheme();

    /** Credentials the scheme accepts from a plain connection of 127.0.0.1. */
    protected abstract byte[] goodCredentials();

    /** Ids an ACL entry may carry; at least one. */
    protected abstract List<String> validIds();

    /** Ids an ACL entry may not carry; at least one. */
    protected abstract List<String> invalidIds();

    /** A plain connection from this address literal. */
    protected static AuthConnection connectionFrom(String address) {
        try {
            InetSocketAddress remote =
                    new InetSocketAddress(InetAddress.getByName(address), 40_000);
            return () -> remote;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }

    private AuthResult.Accepted accepted() {
        AuthResult result = scheme().authenticate(connectionFrom("127.0.0.1"), goodCredentials());
        assertThat(result).isInstanceOf(AuthResult.Accepted.class);
        return (AuthResult.Accepted) result;
    }

    @Test
    void theNameIsShortAndNotBuiltIn() {
        assertThat(scheme().scheme())
                .matches("[a-z][a-z0-9_.-]{0,63}")
                .isNotIn("world", "auth", "super");
        assertThat(scheme().scheme()).isEqualTo(scheme().scheme());
    }

    @Test
    void goodCredentialsGiveIdentitiesOfTheScheme() {
        assertThat(accepted().identities())
                .isNotEmpty()
                .allSatisfy(
                        identity -> {
                            assertThat(identity.isComplete()).isTrue();
                            assertThat(identity.scheme())
                                    .isIn(scheme().scheme(), Identity.SUPER.scheme());
                        });
    }

    @Test
    void credentialsAreLeftAsTheyWere() {
        byte[] credentials = goodCredentials();
        scheme().authenticate(connectionFrom("127.0.0.1"), credentials);
        assertThat(credentials).isEqualTo(goodCredentials());
    }

    @Test
    void anIdentityMayStandInAnAclAndMatchesItself() {
        for (Identity identity : accepted().identities()) {
            if (identity.scheme().equals(scheme().scheme())) {
                assertThat(scheme().isValid(identity.id())).isTrue();
                assertThat(scheme().matches(identity, identity.id())).isTrue();
                assertThat(scheme().user(identity.id())).isNotNull();
            }
        }
    }

    @Test
    void idsAreJudged() {
        assertThat(validIds())
                .isNotEmpty()
                .allSatisfy(id -> assertThat(scheme().isValid(id)).as(id).isTrue());
        assertThat(invalidIds())
                .isNotEmpty()
                .allSatisfy(id -> assertThat(scheme().isValid(id)).as(id).isFalse());
    }

    @Test
    void noTextMakesItThrow() {
        Random random = new Random(7);
        Identity self = accepted().identities().getLast();
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(24)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] =
                        (byte)
                                (random.nextInt(4) == 0
                                        ? random.nextInt(256)
                                        : ":./0123456789abcdef%+- ".charAt(random.nextInt(23)));
            }
            String id = new String(bytes, StandardCharsets.ISO_8859_1);
            scheme().isValid(id);
            scheme().matches(self, id);
            scheme().matches(new Identity(scheme().scheme(), id), self.id());
            assertThat(scheme().user(id)).isNotNull();
            assertThat(scheme().authenticate(connectionFrom("127.0.0.1"), bytes)).isNotNull();
        }
    }

    @Test
    void whatIsPreparedAgreesWithWhatMatches() {
        Random random = new Random(11);
        List<String> ids = new ArrayList<>(validIds());
        ids.addAll(invalidIds());
        accepted().identities().forEach(identity -> ids.add(identity.id()));
        for (int round = 0; round < 200; round++) {
            List<AclEntry> entries = new ArrayList<>();
            for (int at = random.nextInt(6); at >= 0; at--) {
                entries.add(
                        new AclEntry(
                                random.nextInt(32),
                                new Identity(
                                        scheme().scheme(), ids.get(random.nextInt(ids.size())))));
            }
            ToIntFunction<Identity> prepared = scheme().prepare(List.copyOf(entries));
            if (prepared == null) {
                return; // the scheme leaves it to the server
            }
            for (String id : ids) {
                Identity who = new Identity(scheme().scheme(), id);
                int expected = 0;
                for (AclEntry entry : entries) {
                    expected |= scheme().matches(who, entry.who().id()) ? entry.permissions() : 0;
                }
                assertThat(prepared.applyAsInt(who))
                        .as("%s of %s", who, entries)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void missingCredentialsGetAnAnswer() {
        assertThat(scheme().authenticate(connectionFrom("127.0.0.1"), null)).isNotNull();
    }

    @Test
    void manyThreadsGetTheSameAnswers() throws Exception {
        AuthScheme scheme = scheme();
        List<Identity> expected = accepted().identities();
        Callable<Boolean> work =
                () -> {
                    for (int i = 0; i < 2_000; i++) {
                        AuthResult result =
                                scheme.authenticate(connectionFrom("127.0.0.1"), goodCredentials());
                        if (!(result instanceof AuthResult.Accepted(List<Identity> identities))
                                || !identities.equals(expected)) {
                            return false;
                        }
                    }
                    return true;
                };
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Boolean> done : threads.invokeAll(List.of(work, work, work, work))) {
                assertThat(done.get()).isTrue();
            }
        }
    }
}
