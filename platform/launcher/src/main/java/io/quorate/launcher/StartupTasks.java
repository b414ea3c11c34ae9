package io.quorate.launcher;

import io.quorate.config.ConfigurationException;
import io.quorate.config.ServerConfiguration;
import io.quorate.kernel.PluginSelection;
import io.quorate.kernel.PluginSettings;
import io.quorate.kernel.ServerSetup;
import io.quorate.kernel.StartFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be done beside the start of the framework, on a thread of its own: logging, the
 * configuration, and the network library's native part. On two cores that takes it off the time to
 * the first answer.
 */
final class StartupTasks {

    /**
     * Classes whose static parts take their time: the native library, the allocator, a pipeline.
     */
    private static final List<String> NETWORK =
            List.of(
                    "io.netty.channel.epoll.Epoll",
                    "io.netty.buffer.ByteBufUtil",
                    "io.netty.bootstrap.ServerBootstrap",
                    "io.netty.channel.epoll.EpollServerSocketChannel",
                    "io.netty.channel.epoll.EpollSocketChannel",
                    "io.netty.channel.DefaultChannelPipeline");

    /** Plugins with this property are taken as they lie in the folder. */
    private static final String AUTH_SCHEME = "auth.scheme";

    private final FutureTask<ServerConfiguration> configuration;

    private StartupTasks(FutureTask<ServerConfiguration> configuration) {
        this.configuration = configuration;
    }

    static StartupTasks of(Path file) {
        FutureTask<ServerConfiguration> task = new FutureTask<>(() -> read(file));
        Thread.ofPlatform()
                .daemon()
                .name("beginning")
                .start(
                        () -> {
                            task.run();
                            loadNetwork();
                        });
        return new StartupTasks(task);
    }

    private static ServerConfiguration read(Path file) throws ConfigurationException {
        Logger log = LoggerFactory.getLogger(Main.class);
        Map<String, String> jvm = new TreeMap<>();
        System.getProperties()
                .stringPropertyNames()
                .forEach(name -> jvm.put(name, System.getProperty(name)));
        ServerConfiguration configuration = ServerConfiguration.read(file, jvm);
        configuration.systemProperties().forEach(System::setProperty);
        configuration.warnings().forEach(log::warn);
        return configuration;
    }

    private static PluginSettings unchosen(ServerConfiguration found) {
        return new PluginSettings(
                AUTH_SCHEME,
                found.pluginSettings().stream()
                        .map(set -> new PluginSettings.Setting(set.key(), set.value(), set.place()))
                        .toList(),
                found.pidsOff());
    }

    private static void loadNetwork() {
        try {
            for (String name : NETWORK) {
                Class.forName(name);
            }
        } catch (ClassNotFoundException | LinkageError e) {
            // the loops will find out themselves and fall back
        }
    }

    /** Waits for the configuration. */
    ServerSetup setup() throws StartFailure {
        try {
            ServerConfiguration found = configuration.get();
            List<PluginSelection> choices =
                    found.plugins().stream()
                            .map(
                                    plugin ->
                                            new PluginSelection(
                                                    plugin.key(),
                                                    plugin.property(),
                                                    plugin.value(),
                                                    plugin.demanded(),
                                                    plugin.settings()))
                            .toList();
            return new ServerSetup(choices, found.configurations(), unchosen(found));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConfigurationException refused) {
                throw new StartFailure(refused.getMessage(), refused);
            }
            throw new IllegalStateException("the configuration could not be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }
}
