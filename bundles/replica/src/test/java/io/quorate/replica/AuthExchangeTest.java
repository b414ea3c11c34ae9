package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.auth.AuthCapability;
import io.quorate.auth.AuthCompletion;
import io.quorate.auth.AuthResult;
import io.quorate.model.ErrorCode;
import io.quorate.model.Identity;
import io.quorate.model.Request;
import io.quorate.replica.auth.AuthProvider;
import io.quorate.replica.auth.AuthSettings;
import io.quorate.replica.auth.GuardedScheme;
import io.quorate.replica.client.ClientConnectionState;
import io.quorate.replica.client.ExchangeDriver;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Version;

/**
 * Exchanges of several steps whose answers come late, twice, from elsewhere or never: who waits,
 * who goes on, and what it costs.
 */
final class AuthExchangeTest {

    private static final int AUTH_XID = -4;
    private static final String FAILED = AUTH_XID + " error " + ErrorCode.AUTH_FAILED;

    private final ScriptedScheme scheme = new ScriptedScheme("own");
    private ReplicaOnATable table;
    private RecordedConnection client;
    private RecordedConnection other;
    private long services;

    @BeforeEach
    void start() throws Exception {
        table = new ReplicaOnATable();
        offer(scheme);
        client = connect();
        other = connect();
    }

    private AuthProvider offer(ScriptedScheme offered) {
        AuthProvider provider =
                new AuthProvider(
                        offered.scheme(),
                        "plugin" + services,
                        Version.emptyVersion,
                        (int) services,
                        services++);
        table.schemes.present(provider, () -> offered);
        return provider;
    }

    private RecordedConnection connect() {
        RecordedConnection connection = table.connect();
        settle();
        connection.take();
        return connection;
    }

    private void settle() {
        table.loop.settle();
    }

    private void send(RecordedConnection from, String packet) {
        table.handler.authenticate(
                from,
                AUTH_XID,
                new Request.Auth(scheme.scheme(), packet.getBytes(StandardCharsets.UTF_8)));
    }

    private void othersAreServed(int xid) {
        table.create(other, xid, "/other" + xid, "", 0);
        settle();
        assertThat(other.take()).containsExactly(xid + " created /other" + xid);
        assertThat(table.handler.outstanding()).isZero();
    }

    private List<Identity> identities() {
        return ((ClientConnectionState) client.attachment()).identities;
    }

    @Test
    void anExchangeHasAsManyStepsAsItsSchemeWants() {
        for (String packet : List.of("one", "two")) {
            send(client, packet);
            assertThat(client.take()).isEmpty();
            scheme.next().complete(new AuthResult.Challenge(null));
            settle();
            assertThat(client.take()).containsExactly("-4 ok");
            assertThat(identities()).hasSize(1);
        }
        send(client, "three");
        scheme.accept("ann");
        settle();
        assertThat(client.take()).containsExactly("-4 ok");
        assertThat(identities()).endsWith(scheme.identity("ann"));
        assertThat(scheme.take()).containsExactly("1 one", "1 two", "1 three", "1 closed");
        send(client, "again");
        assertThat(scheme.take()).containsExactly("2 again");
    }

    @Test
    void whoIsWaitedForWaitsInOrderAndTheOthersGoOn() throws Exception {
        send(client, "one");
        assertThat(client.paused).isTrue();
        table.create(client, 1, "/mine", "", 0);
        table.get(client, 2, "/mine", false);
        send(client, "two");
        table.set(client, 3, "/mine", "x");
        settle();
        assertThat(client.take()).isEmpty();
        assertThat(table.handler.outstanding()).isEqualTo(4);
        table.create(other, 1, "/theirs", "", 0);
        settle();
        assertThat(other.take()).containsExactly("1 created /theirs");

        AuthCompletion first = scheme.next();
        Thread elsewhere =
                Thread.ofPlatform().start(() -> first.complete(new AuthResult.Challenge(null)));
        elsewhere.join();
        assertThat(client.take()).isEmpty();
        settle();
        assertThat(client.take()).containsExactly("-4 ok", "1 created /mine", "2 data  v0");
        assertThat(client.paused).isTrue();
        assertThat(scheme.take()).containsExactly("1 one", "1 two");
        scheme.accept("ann");
        settle();
        assertThat(client.take()).containsExactly("-4 ok", "3 stat v1");
        assertThat(client.paused).isFalse();
        othersAreServed(2);
    }

    @Test
    void whatWasAskedBeforeIsAnsweredMeanwhile() {
        table.create(client, 1, "/mine", "", 0);
        send(client, "one");
        settle();
        assertThat(client.take()).containsExactly("1 created /mine");
        scheme.accept("ann");
        settle();
        assertThat(client.take()).containsExactly("-4 ok");
    }

    @Test
    void anAnswerThatDoesNotComeInTimeClosesTheConnectionWithoutAWord() {
        send(client, "one");
        table.create(client, 1, "/mine", "", 0);
        table.loop.advanceMillis(AuthSettings.DEFAULT.timeoutMillis() - 100, 10);
        assertThat(client.take()).isEmpty();
        table.loop.advanceMillis(200, 10);
        assertThat(client.take()).containsExactly("closed");
        assertThat(scheme.take()).containsExactly("1 one", "1 closed");
        scheme.accept("ann");
        settle();
        assertThat(client.take()).isEmpty();
        assertThat(identities()).hasSize(1);
        othersAreServed(1);
    }

    @Test
    void aConnectionThatIsLostLeavesNothingBehind() {
        send(client, "one");
        table.create(client, 1, "/mine", "", 0);
        table.handler.closed(client);
        assertThat(scheme.take()).containsExactly("1 one", "1 closed");
        assertThat(((ClientConnectionState) client.attachment()).exchanges).isNull();
        scheme.accept("ann");
        table.loop.advanceMillis(2 * AuthSettings.DEFAULT.timeoutMillis(), 1000);
        assertThat(client.take()).isEmpty();
    }

    @Test
    void anExchangeBetweenTwoStepsEndsWithItsConnection() {
        scheme.onPacket =
                (packet, completion) -> completion.complete(new AuthResult.Challenge(null));
        send(client, "one");
        assertThat(client.take()).containsExactly("-4 ok");
        table.handler.closed(client);
        assertThat(scheme.take()).containsExactly("1 one", "1 closed");
    }

    @Test
    void theFirstAnswerCounts() {
        send(client, "one");
        AuthCompletion completion = scheme.next();
        completion.complete(AuthResult.accepted(scheme.identity("ann")));
        completion.complete(AuthResult.refused("on second thought"));
        completion.complete(AuthResult.accepted(scheme.identity("bob")));
        settle();
        completion.complete(AuthResult.accepted(scheme.identity("eve")));
        settle();
        assertThat(client.take()).containsExactly("-4 ok");
        assertThat(identities()).endsWith(scheme.identity("ann")).hasSize(2);
    }

    static Stream<BiConsumer<String, AuthCompletion>> misconduct() {
        return Stream.of(
                (packet, completion) -> completion.complete(null),
                (packet, completion) -> {
                    throw new NoClassDefFoundError("planted");
                },
                (packet, completion) -> {
                    completion.complete(AuthResult.accepted(new Identity("own", "ann")));
                    throw new IllegalStateException("planted");
                },
                (packet, completion) ->
                        completion.complete(AuthResult.accepted(new Identity("digest", "ann:x"))),
                (packet, completion) ->
                        completion.complete(AuthResult.accepted(new Identity("own", null))),
                (packet, completion) ->
                        completion.complete(AuthResult.accepted(new Identity(null, "ann"))),
                (packet, completion) ->
                        completion.complete(
                                new AuthResult.Challenge(
                                        new byte[AuthResult.TOKEN_BYTES_MAX + 1])));
    }

    @ParameterizedTest
    @MethodSource("misconduct")
    void whatAPluginDoesWrongCostsTheConnection(BiConsumer<String, AuthCompletion> planted) {
        scheme.onPacket = planted;
        send(client, "one");
        settle();
        assertThat(client.take()).containsExactly(FAILED, "closed");
        assertThat(identities()).hasSize(1);
        assertThat(scheme.take()).containsExactly("1 one", "1 closed");
        othersAreServed(1);
    }

    @Test
    void aGateThatHandsInWhatItShouldKeepIsBounded() {
        send(client, "one");
        for (int number = 0; number <= ExchangeDriver.WAITING_MAX; number++) {
            send(client, "more");
        }
        assertThat(client.take()).containsExactly("closed");
        othersAreServed(1);
    }

    /** The newer plugin knows nothing of what the older one has been told. */
    @Test
    void anotherPluginBeginsAnew() {
        scheme.onPacket =
                (packet, completion) -> completion.complete(new AuthResult.Challenge(null));
        send(client, "one");
        ScriptedScheme newer = new ScriptedScheme("own");
        offer(newer);
        send(client, "two");
        assertThat(scheme.take()).containsExactly("1 one", "1 closed");
        assertThat(newer.take()).containsExactly("1 two");
    }

    @Test
    void aPluginThatHasGoneIsNotKeptByWhatItRemembers() {
        ScriptedScheme brief = new ScriptedScheme("brief");
        brief.onPacket =
                (packet, completion) -> completion.complete(new AuthResult.Challenge(null));
        AuthProvider gone = offer(brief);
        table.handler.authenticate(client, AUTH_XID, new Request.Auth("brief", new byte[0]));
        assertThat(client.take()).containsExactly("-4 ok");
        table.schemes.absent(gone);
        table.loop.advanceMillis(100, 10);
        assertThat(brief.take()).containsExactly("1 ", "1 closed");
        assertThat(((ClientConnectionState) client.attachment()).exchanges).isNull();
        assertThat(client.take()).isEmpty();
    }

    @Test
    void aPluginThatGoesWhileItOwesAnAnswerKeepsNobodyForEver() {
        AuthProvider gone = offer(new ScriptedScheme("brief"));
        table.handler.authenticate(client, AUTH_XID, new Request.Auth("brief", new byte[0]));
        assertThat(client.paused).isTrue();
        table.schemes.absent(gone);
        table.loop.advanceMillis(100, 10);
        assertThat(client.take()).containsExactly("closed");
    }

    @Test
    void whatAPluginSaysThatHasGoneCountsNoMore() {
        ScriptedScheme brief = new ScriptedScheme("brief", AuthCapability.SUPER_USER);
        AuthProvider gone = offer(brief);
        table.handler.authenticate(client, AUTH_XID, new Request.Auth("brief", new byte[0]));
        table.schemes.absent(gone);
        brief.next().complete(AuthResult.accepted(Identity.SUPER));
        settle();
        assertThat(client.take()).containsExactly("closed");
        assertThat(identities()).hasSize(1);
    }

    @Test
    void aSchemeThatCannotSayNowSendsTheClientAwayToComeBack() {
        send(client, "one");
        scheme.next().complete(new AuthResult.Unavailable("the directory does not answer"));
        settle();
        assertThat(client.take()).containsExactly("closed");
        assertThat(scheme.take()).containsExactly("1 one", "1 closed");
        othersAreServed(1);
    }

    @Test
    void onlyASchemeThatSaysSoMakesASuperUser() {
        ScriptedScheme mighty = new ScriptedScheme("mighty", AuthCapability.SUPER_USER);
        offer(mighty);
        for (ScriptedScheme granting : List.of(scheme, mighty)) {
            granting.onPacket =
                    (packet, completion) ->
                            completion.complete(
                                    AuthResult.accepted(Identity.SUPER, granting.identity("ann")));
            table.handler.authenticate(
                    client, AUTH_XID, new Request.Auth(granting.scheme(), new byte[0]));
            assertThat(client.take()).containsExactly("-4 ok");
            if (granting == scheme) {
                assertThat(identities())
                        .containsExactly(
                                new Identity("ip", "127.0.0.1"), new Identity("own", "ann"));
            }
        }
        assertThat(identities()).endsWith(Identity.SUPER, new Identity("mighty", "ann"));
    }

    @Test
    void theConfigurationNamesWhoMayMakeASuperUser() {
        GuardedScheme mighty =
                new GuardedScheme(new ScriptedScheme("mighty", AuthCapability.SUPER_USER));
        GuardedScheme plain = new GuardedScheme(new ScriptedScheme("plain"));
        for (Set<String> named : List.of(Set.<String>of(), Set.of("digest"), Set.of("plain"))) {
            AuthSettings settings = new AuthSettings(false, Set.of(), named, 1, false);
            assertThat(settings.mayGrantSuperUser(mighty)).isFalse();
            assertThat(settings.mayGrantSuperUser(plain)).isFalse();
        }
        for (Set<String> named : List.of(Set.of("digest", "mighty"), Set.of(AuthSettings.EVERY))) {
            AuthSettings settings = new AuthSettings(false, Set.of(), named, 1, false);
            assertThat(settings.mayGrantSuperUser(mighty)).isTrue();
            assertThat(settings.mayGrantSuperUser(plain)).isFalse();
        }
    }

    @Test
    void whoMustAuthenticateIsJudgedWhenTheAnswerIsThere() throws Exception {
        table =
                new ReplicaOnATable(
                        new AuthSettings(
                                true, Set.of("own"), Set.of(AuthSettings.EVERY), 100, false));
        offer(scheme);
        client = connect();
        send(client, "one");
        table.create(client, 1, "/mine", "", 0);
        scheme.accept("ann");
        settle();
        assertThat(client.take()).containsExactly("-4 ok", "1 created /mine");
        other = connect();
        table.create(other, 1, "/theirs", "", 0);
        assertThat(other.take())
                .containsExactly("1 error " + ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH, "closed");
    }

    @Test
    void saslPacketsGoToTheSchemeOfThatNameAndCarryTokens() {
        table.handler.authenticate(client, 7, new Request.Sasl(bytes("hello")));
        assertThat(client.take()).containsExactly("7 token null");
        ScriptedScheme sasl = new ScriptedScheme("sasl");
        offer(sasl);
        table.handler.authenticate(client, 8, new Request.Sasl(bytes("hello")));
        sasl.next().complete(new AuthResult.Challenge(bytes("who?")));
        settle();
        assertThat(client.take()).containsExactly("8 token who?");
        table.handler.authenticate(client, 9, new Request.Sasl(bytes("ann")));
        sasl.next()
                .complete(new AuthResult.Accepted(List.of(sasl.identity("ann")), bytes("welcome")));
        settle();
        assertThat(client.take()).containsExactly("9 token welcome");
        assertThat(identities()).endsWith(new Identity("sasl", "ann"));
        assertThat(sasl.take()).containsExactly("1 hello", "1 ann", "1 closed");
        table.handler.authenticate(client, 10, new Request.Sasl(bytes("hello")));
        sasl.next().complete(AuthResult.refused("no"));
        settle();
        assertThat(client.take()).containsExactly("10 error " + ErrorCode.AUTH_FAILED, "closed");
    }

    @Test
    void authPacketsNeverReachTheSchemeOfSaslPackets() {
        ScriptedScheme sasl = new ScriptedScheme("sasl");
        offer(sasl);
        table.handler.authenticate(client, AUTH_XID, new Request.Auth("sasl", bytes("ann")));
        assertThat(client.take()).containsExactly(FAILED, "closed");
        assertThat(sasl.take()).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
