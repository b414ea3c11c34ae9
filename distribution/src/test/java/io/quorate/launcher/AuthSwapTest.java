package io.quorate.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.kernel.Kernel;
import io.quorate.testkit.matrix.ForEveryAssembly;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.NoAuthException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleEvent;

/** An authentication plugin is stopped, started and replaced while a client stays connected. */
@ForEveryAssembly
@Tag(ForEveryAssembly.COVERING)
@Timeout(120)
class AuthSwapTest {

    @TempDir Path folder;

    @Test
    void aMissingSchemeMatchesNobodyAndMatchesAgainWhenItIsBack() throws Exception {
        Assembled assembled = new Assembled(folder);
        Queue<WatchedEvent> states = new ConcurrentLinkedQueue<>();
        try (Kernel kernel = assembled.startChosen("quorate.storage=memory");
                ZooKeeper client = Clients.connect(assembled.port, states::add)) {
            Semaphore started = new Semaphore(0);
            Semaphore stopped = new Semaphore(0);
            AtomicInteger stops = new AtomicInteger();
            kernel.context()
                    .addBundleListener(
                            event -> {
                                if (event.getType() == BundleEvent.STOPPED) {
                                    stops.incrementAndGet();
                                } else if (event.getType() == BundleEvent.UNINSTALLED) {
                                    stopped.release();
                                } else if (event.getType() == BundleEvent.STARTED) {
                                    started.release();
                                }
                            });
            client.addAuthInfo("digest", "ann:secret".getBytes(StandardCharsets.UTF_8));
            client.create("/hers", new byte[] {1}, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
            assertThat(client.getData("/hers", false, null)).containsExactly(1);

            Path jar = assembled.plugin("digest");
            Path kept = Files.copy(jar, folder.resolve("digest.kept"));
            Files.delete(jar);
            await(stopped);
            assertThatThrownBy(() -> client.getData("/hers", false, null))
                    .isInstanceOf(NoAuthException.class);
            client.create("/open", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);

            Assembled.copyIn(kept, jar);
            await(started);
            assertThat(client.getData("/hers", false, null)).containsExactly(1);

            Assembled.copyIn(kept, jar.resolveSibling("digest-newer.jar"));
            await(stopped);
            assertThat(client.getData("/hers", false, null)).containsExactly(1);
            assertThat(stops)
                    .as("bundles stopped: the one removed and the one replaced")
                    .hasValue(2);
            assertThat(states).as("the connection was never lost").isEmpty();
        }
    }

    private static void await(Semaphore semaphore) throws InterruptedException {
        assertThat(semaphore.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    }
}
