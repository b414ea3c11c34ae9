package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.auth.AuthConnection;
import io.quorate.auth.AuthExchange;
import io.quorate.auth.AuthResult;
import io.quorate.auth.AuthScheme;
import io.quorate.model.ErrorCode;
import io.quorate.model.Identity;
import io.quorate.model.Request;
import io.quorate.replica.auth.Identities;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Identities travel with every write a follower forwards; none of them may cost the link. */
@ForEveryAssembly
@Requires(Requirement.PEERS)
final class ManyIdentitiesTest {

    private final EnsembleOnATable table = new EnsembleOnATable(3, 3, false);
    private EnsembleOnATable.Server follower;
    private RecordedConnection client;

    /** Everybody is whoever he says. */
    private record Plain(String scheme) implements AuthScheme {

        @Override
        public AuthExchange begin(AuthConnection connection) {
            return AuthExchange.ofOneStep(
                    credentials ->
                            AuthResult.accepted(
                                    new Identity(
                                            scheme,
                                            new String(credentials, StandardCharsets.UTF_8))));
        }

        @Override
        public boolean isValid(String id) {
            return true;
        }

        @Override
        public boolean matches(Identity who, String aclId) {
            return who.id().equals(aclId);
        }

        @Override
        public boolean isAuthenticated() {
            return true;
        }
    }

    @BeforeEach
    void start() throws Exception {
        table.offer(new Plain("plain"));
        table.startAll();
        table.untilServing(3);
        follower =
                table.servers.stream()
                        .filter(server -> !server.mode().equals("leader"))
                        .findFirst()
                        .orElseThrow();
        client = follower.connect();
        table.until(() -> client.sessionId != 0);
        client.take();
    }

    private void authenticate(String name) {
        follower.handler()
                .authenticate(
                        client,
                        -4,
                        new Request.Auth("plain", name.getBytes(StandardCharsets.UTF_8)));
    }

    private void othersAreServedAndTheLinkStands() {
        RecordedConnection other = follower.connect();
        table.until(() -> other.sessionId != 0);
        follower.create(other, 1, "/other", "");
        table.until(() -> other.heard.contains("1 created /other"));
        assertThat(other.heard).doesNotContain("closed");
    }

    @Test
    void asManyAsAreTakenGoToTheLeader() {
        for (int number = 1; number < Identities.COUNT_MAX; number++) {
            authenticate("somebody-" + number);
        }
        assertThat(client.take()).hasSize(Identities.COUNT_MAX - 1).allMatch("-4 ok"::equals);
        follower.create(client, 1, "/mine", "");
        table.until(() -> client.heard.contains("1 created /mine"));
        authenticate("one-too-many");
        assertThat(client.take()).endsWith("-4 error " + ErrorCode.AUTH_FAILED, "closed");
        othersAreServedAndTheLinkStands();
    }

    @Test
    void asLongAsTheyMayBeTheyGoToTheLeader() {
        authenticate("x".repeat(Identities.BYTES_MAX - 100));
        follower.create(client, 1, "/mine", "");
        table.until(() -> client.heard.contains("1 created /mine"));
        authenticate("y".repeat(Identities.BYTES_MAX - 100));
        assertThat(client.take()).endsWith("-4 error " + ErrorCode.AUTH_FAILED, "closed");
        othersAreServedAndTheLinkStands();
    }
}
