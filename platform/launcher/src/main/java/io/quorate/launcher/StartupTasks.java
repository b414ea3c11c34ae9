package io.quorate.launcher;

import io.quorate.config.ConfigurationException;
import io.quorate.config.ConfigurationFile;
import io.quorate.config.PluginTable;
import io.quorate.config.ServerConfiguration;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.PluginSelection;
import io.quorate.kernel.PluginSettings;
import io.quorate.kernel.ServerSetup;
import io.quorate.kernel.StartFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be done beside the start of the framework, on a thread of its own: logging, the
 * configuration, and the network library's native part. On two cores that takes it off the time to
 * the first answer.
 */
final class StartupTasks implements Kernel.Source {

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

    /** What a configuration comes to, and the warnings it was given with. */
    private final FutureTask<ServerConfiguration> configuration;

    private final CompletableFuture<List<PluginTable>> tables = new CompletableFuture<>();

    private StartupTasks(Path file) {
        configuration = new FutureTask<>(() -> read(file));
    }

    static StartupTasks of(Path file) {
        StartupTasks tasks = new StartupTasks(file);
        Thread.ofPlatform()
                .daemon()
                .name("beginning")
                .start(
                        () -> {
                            tasks.configuration.run();
                            loadNetwork();
                        });
        return tasks;
    }

    /** The file is read while the plugin folder is looked at; then its keys are looked up. */
    private ServerConfiguration read(Path path) throws ConfigurationException {
        ServerConfiguration.loadTable(); // first: the look at the plugin folder wants it, too
        Logger log = LoggerFactory.getLogger(Main.class);
        Map<String, String> jvm = new TreeMap<>();
        System.getProperties()
                .stringPropertyNames()
                .forEach(name -> jvm.put(name, System.getProperty(name)));
        ConfigurationFile file = ConfigurationFile.read(path);
        ServerConfiguration found = ServerConfiguration.from(file, jvm, tables.join());
        found.systemProperties().forEach(System::setProperty);
        found.warnings().forEach(log::warn);
        return found;
    }

    private static PluginSettings pluginSettings(ServerConfiguration found) {
        return new PluginSettings(
                AUTH_SCHEME, found.pluginSettings(), found.warnings(), found.pidsOff());
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

    @Override
    public void found(List<PluginTable> found) {
        tables.complete(found);
    }

    /** Waits for the configuration. */
    @Override
    public ServerSetup setup() throws StartFailure {
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
                                                    Map.of()))
                            .toList();
            return new ServerSetup(choices, found.configurations(), pluginSettings(found));
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
