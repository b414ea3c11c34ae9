package io.quorate.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/** Plugins are added, replaced and removed while the server runs. */
@Timeout(60)
class PluginFolderTest {

    private static final PluginSelection A =
            new PluginSelection("quorate.engine", "engine", "a", true, Map.of("answer", "yes"));
    private static final Map<String, Map<String, Object>> CONSUMER =
            Map.of(TestHome.CONSUMER_PID, Map.of());

    @TempDir Path folder;

    @Test
    void aNewerJarReplacesTheOldOneWithoutAGap() throws Exception {
        TestHome home =
                new TestHome(folder).consumer("dynamic").engine("a.jar", "engine.a", "1.0.0", "a");
        try (Kernel kernel = home.start(A, CONSUMER)) {
            AtomicInteger providers = new AtomicInteger(1);
            AtomicInteger fewest = new AtomicInteger(1);
            AtomicInteger stopped = new AtomicInteger();
            CountDownLatch replaced = new CountDownLatch(1);
            ServiceListener counting =
                    event -> {
                        if (event.getType() == ServiceEvent.REGISTERED) {
                            providers.incrementAndGet();
                        } else if (event.getType() == ServiceEvent.UNREGISTERING) {
                            fewest.accumulateAndGet(providers.decrementAndGet(), Math::min);
                        }
                    };
            kernel.context()
                    .addServiceListener(counting, "(objectClass=" + Supplier.class.getName() + ")");
            kernel.context()
                    .addBundleListener(
                            event -> {
                                if (event.getType() == BundleEvent.STOPPED) {
                                    stopped.incrementAndGet();
                                } else if (event.getType() == BundleEvent.UNINSTALLED) {
                                    replaced.countDown();
                                }
                            });
            home.engine("a.jar", "engine.a", "1.1.0", "a");
            assertThat(replaced.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(kernel.bundles())
                    .contains("engine.a 1.1.0")
                    .doesNotContain("engine.a 1.0.0");
            assertThat(fewest).hasValue(1);
            assertThat(stopped).hasValue(1);
            assertThat(kernel.service(Callable.class).call()).isEqualTo("yes");
        }
    }

    @Test
    void aNewPluginIsAddedAndARemovedOneGoes() throws Exception {
        TestHome home = new TestHome(folder).engine("a.jar", "engine.a", "1.0.0", "a");
        try (Kernel kernel = home.start(A, Map.of())) {
            CountDownLatch added = new CountDownLatch(1);
            CountDownLatch removed = new CountDownLatch(1);
            kernel.context()
                    .addBundleListener(
                            event -> {
                                if (event.getType() == BundleEvent.STARTED
                                        && event.getBundle().getSymbolicName().equals("engine.b")) {
                                    added.countDown();
                                } else if (event.getType() == BundleEvent.UNINSTALLED
                                        && event.getBundle().getSymbolicName().equals("engine.b")) {
                                    removed.countDown();
                                }
                            });
            home.engine("b.jar", "engine.b", "1.0.0", "b");
            assertThat(added.await(30, TimeUnit.SECONDS)).isTrue();
            Files.delete(folder.resolve("plugins/b.jar"));
            assertThat(removed.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aReplacementThatDoesNotStartLeavesTheOldPluginInPlace() throws Exception {
        TestHome home =
                new TestHome(folder).consumer("dynamic").engine("a.jar", "engine.a", "1.0.0", "a");
        try (Kernel kernel = home.start(A, CONSUMER)) {
            CountDownLatch turnedDown = new CountDownLatch(1);
            kernel.context()
                    .addBundleListener(
                            event -> {
                                if (event.getType() == BundleEvent.UNINSTALLED
                                        && event.getBundle().getVersion().getMinor() == 1) {
                                    turnedDown.countDown();
                                }
                            });
            home.unresolvable("a.jar", "engine.a", "1.1.0");
            assertThat(turnedDown.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(kernel.bundles())
                    .contains("engine.a 1.0.0")
                    .doesNotContain("engine.a 1.1.0");
            assertThat(kernel.service(Callable.class).call()).isEqualTo("yes");
        }
    }

    @Test
    void aPluginThatIsHeldForGoodWaitsForTheNextStart() throws Exception {
        TestHome home =
                new TestHome(folder).consumer("static").engine("a.jar", "engine.a", "1.0.0", "a");
        try (LogWatch log = new LogWatch(PluginFolder.class);
                Kernel kernel = home.start(A, CONSUMER)) {
            home.engine("a.jar", "engine.a", "1.1.0", "a");
            log.await("WARN The change of a.jar takes effect at the next start: consumer holds");
            assertThat(kernel.bundles())
                    .contains("engine.a 1.0.0")
                    .doesNotContain("engine.a 1.1.0");
            assertThat(kernel.service(Callable.class).call()).isEqualTo("yes");
        }
    }
}
