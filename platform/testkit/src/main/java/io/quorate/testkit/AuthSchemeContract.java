package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.auth.AuthCapability;
import io.quorate.auth.AuthCompletion;
import io.quorate.auth.AuthConnection;
import io.quorate.auth.AuthExchange;
import io.quorate.auth.AuthResult;
import io.quorate.auth.AuthScheme;
import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.Permission;
import io.quorate.model.Znode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/**
 * What every authentication scheme must do. A plugin extends this class and brings the scheme, the
 * packets of an exchange it accepts and ids it takes and refuses.
 *
 * <p>Answers are waited for, {@link #patience} at most, on the thread that asks; a scheme may give
 * them within the call or later, on any thread.
 */
public abstract class AuthSchemeContract {

    private static final int PACKETS = 1_000;
    private static final int SIDE_BY_SIDE = 50;

    /** The scheme under test. */
    protected abstract AuthScheme scheme();

    /**
     * The only packet, or the last one, of an exchange that the scheme accepts from a plain
     * connection of 127.0.0.1.
     */
    protected abstract byte[] goodCredentials();

    /** The packets before that one, each answered with a challenge; none if there is one step. */
    protected List<byte[]> earlierSteps() {
        return List.of();
    }

    /** How long an answer may take. */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

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

    /** Asks and waits; an answer is due exactly once. */
    private AuthResult answerTo(Consumer<AuthCompletion> question) throws InterruptedException {
        BlockingQueue<AuthResult> answers = new LinkedBlockingQueue<>();
        AtomicInteger nulls = new AtomicInteger();
        question.accept(
                result -> {
                    if (result == null) {
                        nulls.incrementAndGet();
                    } else {
                        answers.add(result);
                    }
                });
        AuthResult first = answers.poll(patience().toMillis(), TimeUnit.MILLISECONDS);
        assertThat(first).as("an answer within %s", patience()).isNotNull();
        assertThat(answers).as("answers after the first").isEmpty();
        assertThat(nulls).as("answers that are none").hasValue(0);
        return first;
    }

    private AuthResult step(AuthExchange exchange, byte[] credentials) throws InterruptedException {
        return answerTo(completion -> exchange.step(credentials, completion));
    }

    /** An exchange before its last step. */
    private AuthExchange begun() throws InterruptedException {
        AuthExchange exchange = scheme().begin(connectionFrom("127.0.0.1"));
        assertThat(exchange).isNotNull();
        for (byte[] credentials : earlierSteps()) {
            assertThat(step(exchange, credentials)).isInstanceOf(AuthResult.Challenge.class);
        }
        return exchange;
    }

    private AuthResult.Accepted accepted() throws InterruptedException {
        AuthExchange exchange = begun();
        AuthResult result = step(exchange, goodCredentials());
        exchange.close();
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
    void goodCredentialsGiveIdentitiesOfTheScheme() throws Exception {
        assertThat(accepted().identities())
                .isNotEmpty()
                .allSatisfy(
                        identity -> {
                            assertThat(identity.isComplete()).isTrue();
                            if (!identity.isSuper()) {
                                assertThat(identity.scheme()).isEqualTo(scheme().scheme());
                            }
                        });
    }

    @Test
    void whatTheSchemeCanDoIsConstant() {
        assertThat(scheme().capabilities()).isNotNull().isEqualTo(scheme().capabilities());
    }

    @Test
    void onlyASchemeThatSaysSoMakesSuperUsers() throws Exception {
        if (!scheme().capabilities().contains(AuthCapability.SUPER_USER)) {
            assertThat(accepted().identities()).noneMatch(Identity::isSuper);
        }
    }

    @Test
    void aNewConnectionGetsAnAnswer() throws Exception {
        AuthResult result =
                answerTo(completion -> scheme().connected(connectionFrom("127.0.0.1"), completion));
        assertThat(result).isNotInstanceOf(AuthResult.Challenge.class);
        if (result instanceof AuthResult.Accepted accepted) {
            assertThat(accepted.identities())
                    .allMatch(
                            identity ->
                                    identity.isSuper()
                                            || identity.scheme().equals(scheme().scheme()));
        }
    }

    @Test
    void tokensAreNoLongerThanTheyMayBe() throws Exception {
        AuthExchange exchange = scheme().begin(connectionFrom("127.0.0.1"));
        List<byte[]> packets = new ArrayList<>(earlierSteps());
        packets.add(goodCredentials());
        for (byte[] packet : packets) {
            byte[] token =
                    switch (step(exchange, packet)) {
                        case AuthResult.Accepted accepted -> accepted.token();
                        case AuthResult.Challenge challenge -> challenge.token();
                        case AuthResult.Refused refused -> null;
                        case AuthResult.Unavailable unavailable -> null;
                    };
            assertThat(token == null ? 0 : token.length)
                    .isLessThanOrEqualTo(AuthResult.TOKEN_BYTES_MAX);
        }
        exchange.close();
    }

    /** What one connection has said must not count for another. */
    @Test
    void exchangesDoNotKnowOfEachOther() throws Exception {
        AuthExchange one = begun();
        AuthExchange other = begun();
        AuthExchange third = scheme().begin(connectionFrom("127.0.0.1"));
        assertThat(step(other, goodCredentials())).isInstanceOf(AuthResult.Accepted.class);
        assertThat(step(one, goodCredentials())).isInstanceOf(AuthResult.Accepted.class);
        if (!earlierSteps().isEmpty()) {
            assertThat(step(third, goodCredentials())).isNotInstanceOf(AuthResult.Accepted.class);
        }
        List.of(one, other, third).forEach(AuthExchange::close);
    }

    /** A connection may be lost at any time, also while an answer is owed. */
    @Test
    void anExchangeMayBeClosedAtAnyStep() throws Exception {
        List<byte[]> packets = new ArrayList<>(earlierSteps());
        packets.add(goodCredentials());
        for (int last = 0; last <= packets.size(); last++) {
            AuthExchange exchange = scheme().begin(connectionFrom("127.0.0.1"));
            for (byte[] packet : packets.subList(0, Math.max(0, last - 1))) {
                step(exchange, packet);
            }
            if (last > 0) {
                exchange.step(packets.get(last - 1), result -> {});
            }
            exchange.close();
        }
        assertThat(accepted().identities()).isNotEmpty();
    }

    @Test
    void credentialsAreLeftAsTheyWere() throws Exception {
        byte[] credentials = goodCredentials();
        AuthExchange exchange = begun();
        step(exchange, credentials);
        exchange.close();
        assertThat(credentials).isEqualTo(goodCredentials());
    }

    @Test
    void anIdentityMayStandInAnAclAndMatchesItself() throws Exception {
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
    void noTextMakesItThrow() throws Exception {
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
            assertThat(
                            scheme().matches(
                                            self,
                                            id,
                                            Znode.of("/a/" + i),
                                            Permission.READ | Permission.ADMIN))
                    .isIn(true, false);
            if (i < PACKETS) {
                AuthExchange exchange = scheme().begin(connectionFrom("127.0.0.1"));
                exchange.step(bytes, result -> {});
                exchange.close();
            }
        }
    }

    @Test
    void whatIsPreparedAgreesWithWhatMatches() throws Exception {
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
    void missingCredentialsGetAnAnswer() throws Exception {
        AuthExchange exchange = scheme().begin(connectionFrom("127.0.0.1"));
        step(exchange, null);
        exchange.close();
        AuthExchange later = begun();
        step(later, null);
        later.close();
    }

    @Test
    void manyThreadsGetTheSameAnswers() throws Exception {
        AuthScheme scheme = scheme();
        List<Identity> identities = accepted().identities();
        List<String> ids = new ArrayList<>(validIds());
        ids.addAll(invalidIds());
        List<Boolean> expected = judged(scheme, identities, ids);
        Callable<Boolean> work =
                () -> {
                    for (int i = 0; i < 2_000; i++) {
                        if (!judged(scheme, identities, ids).equals(expected)) {
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

    private static List<Boolean> judged(
            AuthScheme scheme, List<Identity> identities, List<String> ids) {
        List<Boolean> judged = new ArrayList<>();
        for (String id : ids) {
            judged.add(scheme.isValid(id));
            for (Identity identity : identities) {
                judged.add(!identity.isSuper() && scheme.matches(identity, id));
            }
        }
        return judged;
    }

    /** Many connections at once: each gets its own answer. */
    @Test
    void exchangesRunSideBySide() throws Exception {
        List<Identity> expected = accepted().identities();
        BlockingQueue<AuthResult> answers = new LinkedBlockingQueue<>();
        List<AuthExchange> exchanges = new ArrayList<>();
        for (int i = 0; i < SIDE_BY_SIDE; i++) {
            exchanges.add(scheme().begin(connectionFrom("127.0.0.1")));
        }
        List<byte[]> packets = new ArrayList<>(earlierSteps());
        packets.add(goodCredentials());
        AuthResult last = null;
        for (byte[] packet : packets) {
            exchanges.forEach(exchange -> exchange.step(packet, answers::add));
            for (int i = 0; i < SIDE_BY_SIDE; i++) {
                last = answers.poll(patience().toMillis(), TimeUnit.MILLISECONDS);
                assertThat(last)
                        .isInstanceOfAny(AuthResult.Accepted.class, AuthResult.Challenge.class);
                if (packet == packets.getLast()) {
                    assertThat(((AuthResult.Accepted) last).identities()).isEqualTo(expected);
                }
            }
        }
        exchanges.forEach(AuthExchange::close);
    }
}
