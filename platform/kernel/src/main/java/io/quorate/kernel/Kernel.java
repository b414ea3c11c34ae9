package io.quorate.kernel;

import io.quorate.config.PluginTable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * A running server: a framework with the bundles of one distribution, its components activated by
 * their configurations.
 *
 * <p>The bundles start first and do nothing but offer components; then the configurations are
 * handed out one by one, chosen plugins before the rest. {@link #close()} takes them back in the
 * reverse order, so the gates close before the storage does.
 */
public final class Kernel implements AutoCloseable {

    /** Where the server's configuration comes from. */
    @FunctionalInterface
    public interface Source {

        /** Called first of all with the keys that plugins know. Must not block. */
        default void found(List<PluginTable> tables) {}

        /** Asked once, when the bundles are installed. */
        ServerSetup setup() throws StartFailure;
    }

    /** Name of the descriptor in the home directory of an unpacked distribution. */
    public static final String DESCRIPTOR = "distribution.json";

    private static final long STOP_MILLIS = 10_000;
    private static final long HASTY_STOP_MILLIS = 500;

    private final FrameworkHost host;
    private final Components components;
    private final PluginFolder plugins;
    private final Configurations configurations;

    private Kernel(FrameworkHost host, PluginFolderContents shelf) {
        this.host = host;
        this.components = new Components(host.service(ServiceComponentRuntime.class));
        this.configurations = new Configurations(host);
        this.plugins = new PluginFolder(shelf, host, components);
    }

    /**
     * Starts the distribution unpacked in {@code home} and returns when every component that was
     * given a configuration runs.
     *
     * @param pluginFolder usually {@code home/plugins}
     * @param source may still be reading the configuration while the bundles start
     * @throws StartFailure when anything is missing, unknown or refused; nothing runs then
     */
    public static Kernel start(Path home, Path pluginFolder, Source source) throws StartFailure {
        FrameworkHost.loadAside();
        Feature feature = Feature.read(home.resolve(DESCRIPTOR));
        PluginFolderContents shelf = new PluginFolderContents(pluginFolder);
        shelf.lookAtOnce();
        source.found(shelf.tables());
        List<Path> jars = shelf.jars().stream().map(PluginJar::path).toList();
        Map<String, String> properties = new HashMap<>(feature.frameworkProperties());
        properties.merge(
                Constants.FRAMEWORK_BOOTDELEGATION,
                ClassPathPlugins.packages(feature, home, pluginFolder, jars),
                (modules, onClassPath) ->
                        onClassPath.isEmpty() ? modules : modules + "," + onClassPath);
        FrameworkHost host = new FrameworkHost(properties);
        Kernel kernel = new Kernel(host, shelf);
        try {
            List<Bundle> modules = kernel.installBundles(home, feature);
            ServerSetup setup = source.setup();
            Map<String, Map<String, Object>> defaults = feature.configurations();
            PluginConfigurations given =
                    new PluginConfigurations(kernel.configurations, setup, defaults);
            kernel.plugins.startAll(given);
            kernel.choose(setup, given);
            kernel.startModules(modules, setup, defaults, given);
            kernel.settle(setup);
            kernel.plugins.settle();
            given.complain(kernel.components.unchosen(setup.choices()), shelf.jars());
            kernel.plugins.watch();
            return kernel;
        } catch (StartFailure | RuntimeException e) {
            kernel.close();
            throw e;
        }
    }

    /**
     * Which values of a service property the plugins in a folder offer, by what their jars say of
     * themselves: for whoever wants to know before a server is stopped for another plugin. Starts
     * nothing.
     *
     * @throws StartFailure the folder cannot be read
     */
    public static Set<String> offered(Path pluginFolder, String property) throws StartFailure {
        PluginFolderContents shelf = new PluginFolderContents(pluginFolder);
        shelf.lookAtOnce();
        Set<String> values = new TreeSet<>();
        for (List<PluginJar> jars : shelf.bySymbolicName().values()) {
            for (ComponentSketch component : jars.getFirst().components()) {
                String value = component.properties().get(property);
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    /** Installs and resolves everything; returns the modules. No bundle is started yet. */
    private List<Bundle> installBundles(Path home, Feature feature) throws StartFailure {
        List<Bundle> modules = new ArrayList<>();
        for (ArtifactId bundle : feature.bundles()) {
            Path jar = home.resolve("bundles").resolve(bundle.fileName());
            if (!Files.exists(jar)) {
                throw new StartFailure(
                        "the bundle " + jar + " is missing; " + DESCRIPTOR + " names it");
            }
            modules.add(host.install(jar));
        }
        Collection<Bundle> pluginBundles = plugins.installAll();
        List<Bundle> all = new ArrayList<>(modules);
        all.addAll(pluginBundles);
        host.start();
        // What cannot be resolved says why when it is started: before anything else that may be
        // wrong because of it.
        if (!host.resolve(all)) {
            for (Bundle module : modules) {
                if (module.getState() == Bundle.INSTALLED) {
                    host.start(module);
                }
            }
        }
        return modules;
    }

    private void choose(ServerSetup setup, PluginConfigurations given) throws StartFailure {
        for (PluginSelection choice : setup.choices()) {
            ComponentDescriptionDTO chosen = components.chosen(choice, plugins.leftOut());
            if (chosen == null) {
                continue;
            }
            String pid = chosen.configurationPid[0];
            PluginJar jar = plugins.jarOf(chosen.bundle.id);
            configurations.give(pid, merged(given.chosen(pid, choice, jar), choice.settings()));
        }
    }

    /**
     * Starts the modules in their order; each gets its configuration at once, so that the first
     * ones begin their work while the others start.
     */
    private void startModules(
            List<Bundle> modules,
            ServerSetup setup,
            Map<String, Map<String, Object>> defaults,
            PluginConfigurations given)
            throws StartFailure {
        Map<String, Map<String, Object>> waiting = new LinkedHashMap<>(defaults);
        setup.configurations()
                .forEach((pid, settings) -> waiting.put(pid, merged(defaults.get(pid), settings)));
        waiting.keySet().removeIf(given::has);
        giveTo(waiting);
        for (Bundle module : modules) {
            host.start(module);
            giveTo(waiting);
        }
    }

    private void giveTo(Map<String, Map<String, Object>> waiting) throws StartFailure {
        for (String pid : List.copyOf(waiting.keySet())) {
            if (components.anyFor(pid)) {
                configurations.give(pid, waiting.remove(pid));
            }
        }
    }

    private void settle(ServerSetup setup) throws StartFailure {
        configurations.settle();
        for (String pid : configurations.pids()) {
            List<String> complaints = components.complaints(pid, setup.choices());
            if (!complaints.isEmpty()) {
                throw new StartFailure(
                        complaints.getFirst(),
                        components.lacksPort(pid)
                                ? StartFailure.EXIT_PORT_UNAVAILABLE
                                : StartFailure.EXIT_CANNOT_START);
            }
        }
    }

    private static Map<String, Object> merged(
            Map<String, Object> defaults, Map<String, Object> settings) {
        Map<String, Object> merged = new LinkedHashMap<>(defaults == null ? Map.of() : defaults);
        merged.putAll(settings);
        return merged;
    }

    /**
     * A service of the running bundles, for tests of whole assemblies: only types of the JDK or of
     * the class path can be asked for.
     */
    <T> T service(Class<T> type) {
        return host.service(type);
    }

    /** The framework, for tests that watch bundles come and go. */
    public BundleContext context() {
        return host.context();
    }

    /** Symbolic names and versions of the bundles, for people. */
    public List<String> bundles() {
        List<String> names = new ArrayList<>();
        for (Bundle bundle : host.context().getBundles()) {
            names.add(bundle.getSymbolicName() + " " + bundle.getVersion());
        }
        return names;
    }

    /** Returns once the framework has stopped, or when the thread is interrupted. */
    public void awaitStop() {
        host.awaitStop();
    }

    /** Takes the configurations back, last given first, and stops the framework. */
    @Override
    public void close() {
        plugins.close();
        configurations.takeBack();
        // The framework would wait for a plugin that never returns as long as it may.
        host.close(plugins.hasAbandoned() ? HASTY_STOP_MILLIS : STOP_MILLIS);
    }

    static List<Path> jarsIn(Path folder) throws StartFailure {
        List<Path> jars = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "[!.]*.jar")) {
                all.forEach(jars::add);
            } catch (IOException e) {
                throw new StartFailure("cannot list " + folder + ": " + e.getMessage(), e);
            }
        }
        jars.sort(null);
        return jars;
    }
}
