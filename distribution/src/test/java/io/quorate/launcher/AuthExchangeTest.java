package io.quorate.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.auth.AuthScheme;
import io.quorate.kernel.Kernel;
import io.quorate.testkit.matrix.ForEveryAssembly;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.NoAuthException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ClientInfo;
import org.example.quorate.steps.ThreeStepScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A scheme that sees the exported packages only, with three steps and a second of delay, in the
 * real server with official clients; and who may make a super user.
 */
@ForEveryAssembly
@Timeout(120)
class AuthExchangeTest {

    private static final String SUPER =
            "DigestAuthenticationProvider.superDigest=super:xQJmxLMiHGwaqBvst5y6rkB6HQs=";

    private static final ToyPlugin STEPS =
            new ToyPlugin(
                    AuthScheme.class,
                    ThreeStepScheme.class,
                    Map.entry("auth.scheme", "steps"),
                    "io.quorate.auth;version=\"[2.0,3)\",io.quorate.model;version=\"[1.1,2)\"",
                    null);

    @TempDir Path folder;

    private static void logIn(ZooKeeper client, String... packets) {
        for (String packet : packets) {
            client.addAuthInfo("steps", packet.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void whoIsLookedUpWaitsAndTheOthersAreServed() throws Exception {
        Assembled server = new Assembled(folder);
        STEPS.pack(server.plugins.resolve("steps.jar"));
        try (Kernel kernel = server.startChosen("quorate.storage=memory");
                ZooKeeper ann = Clients.connect(server.port);
                ZooKeeper other = Clients.connect(server.port)) {
            CompletableFuture<Integer> created = new CompletableFuture<>();
            logIn(ann, "ann", "secret", "123456");
            // Nobody could be its creator before the third step is answered.
            ann.create(
                    "/hers",
                    new byte[] {1},
                    Ids.CREATOR_ALL_ACL,
                    CreateMode.PERSISTENT,
                    (code, path, context, name) -> created.complete(code),
                    null);
            int served = 0;
            while (!created.isDone()) {
                other.exists("/", false);
                served++;
            }
            assertThat(created.get()).isEqualTo(KeeperException.Code.OK.intValue());
            // One may have been under way; a second one has begun and ended meanwhile.
            assertThat(served).isGreaterThan(1);
            assertThat(ann.getData("/hers", false, null)).containsExactly(1);
            assertThat(ann.whoAmI()).endsWith(new ClientInfo("steps", "ann"));
            assertThatThrownBy(() -> other.getData("/hers", false, null))
                    .isInstanceOf(NoAuthException.class);
        }
    }

    @Test
    void whoIsRefusedLaterLosesItsConnectionAndTheOthersStay() throws Exception {
        Assembled server = new Assembled(folder);
        STEPS.pack(server.plugins.resolve("steps.jar"));
        CountDownLatch refused = new CountDownLatch(1);
        try (Kernel kernel = server.startChosen("quorate.storage=memory");
                ZooKeeper other = Clients.connect(server.port);
                ZooKeeper eve =
                        Clients.connect(
                                server.port,
                                event -> {
                                    if (event.getState() == KeeperState.AuthFailed) {
                                        refused.countDown();
                                    }
                                })) {
            logIn(eve, "ann", "secret", "654321");
            assertThat(refused.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(other.exists("/", false)).isNotNull();
        }
    }

    @Test
    void theSuperUserIsOneUnlessItIsWithheld() throws Exception {
        for (String withheld : List.of("", "quorate.auth.superUserSchemes=")) {
            Assembled server = new Assembled(Files.createTempDirectory(folder, "super"));
            try (Kernel kernel = server.startChosen("quorate.storage=memory", SUPER, withheld);
                    ZooKeeper ann = Clients.connect(server.port);
                    ZooKeeper root = Clients.connect(server.port)) {
                ann.addAuthInfo("digest", "ann:secret".getBytes(StandardCharsets.UTF_8));
                ann.create("/hers", new byte[] {1}, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
                root.addAuthInfo("digest", "super:admin".getBytes(StandardCharsets.UTF_8));
                List<String> schemes =
                        root.whoAmI().stream().map(ClientInfo::getAuthScheme).toList();
                if (withheld.isEmpty()) {
                    assertThat(schemes).containsExactly("ip", "super", "digest");
                    assertThat(root.getData("/hers", false, null)).containsExactly(1);
                } else {
                    assertThat(schemes).containsExactly("ip", "digest");
                    assertThatThrownBy(() -> root.getData("/hers", false, null))
                            .isInstanceOf(NoAuthException.class);
                }
            }
        }
    }
}
