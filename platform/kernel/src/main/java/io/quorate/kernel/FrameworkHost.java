package io.quorate.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.apache.felix.cm.PersistenceManager;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Capability;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xml.sax.SAXException;

/**
 * One running framework. Configuration Admin and Declarative Services run inside the system bundle:
 * their classes come from the launcher's class path, which the archive of preloaded classes covers,
 * and their types are the kernel's own.
 *
 * <p>The framework's storage is a directory of its own per process, in memory where the machine
 * offers that, removed at the end; those of processes that were killed are removed by the next
 * start. Bundles are read where they lie; plugins are copied, so that their files may be
 * overwritten.
 */
final class FrameworkHost {

    private static final String FACTORY = "org.apache.felix.framework.FrameworkFactory";
    private static final List<String> STATIC_PARTS =
            List.of(
                    "org.apache.felix.framework.Felix",
                    "org.apache.felix.cm.impl.Activator",
                    "org.apache.felix.scr.impl.Activator");
    private static final String STORAGE_PREFIX = "quorate-framework-";
    private static final Pattern MISSING_PACKAGE =
            Pattern.compile("\\(osgi\\.wiring\\.package=([^)]*)\\)");
    private static final Pattern MISSING_JAVA =
            Pattern.compile("missing requirement .* osgi\\.ee; .*\\(version=([0-9.]+)\\)");
    private static final Pattern VERSIONS =
            Pattern.compile("[^)]*\\)\\(version>=([^)]*)\\)\\(!\\(version>=([^)]*)\\)\\)");

    /** Longest activation: reading a large data directory is part of one. */
    private static final long ACTIVATION_MILLIS = TimeUnit.HOURS.toMillis(1);

    private final Path storage;
    private final Framework framework;

    /**
     * Lets another thread run the static parts of the framework's classes, which take their time,
     * while the caller does something else.
     */
    static void loadAside() {
        Thread.ofPlatform()
                .daemon()
                .name("framework-classes")
                .start(
                        () -> {
                            try {
                                for (String name : STATIC_PARTS) {
                                    Class.forName(name);
                                }
                                SAXParserFactory.newInstance()
                                        .newSAXParser(); // what Declarative Services reads
                                // component descriptions with
                            } catch (ReflectiveOperationException
                                    | LinkageError
                                    | ParserConfigurationException
                                    | SAXException e) {
                                // the framework will find out itself
                            }
                        });
    }

    FrameworkHost(Map<String, String> properties) throws StartFailure {
        try {
            storage = freshStorage();
            spareTheCounter(storage);
            Map<String, Object> all = new HashMap<>(properties);
            all.put(Constants.FRAMEWORK_STORAGE, storage.toString());
            all.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
            all.put(
                    Constants.FRAMEWORK_SYSTEMCAPABILITIES_EXTRA,
                    "osgi.extender;osgi.extender=\"osgi.component\";version:Version=\"1.5\"");
            all.put("felix.cache.locking", "false");
            all.put("felix.cm.pm", MemoryConfigurations.NAME);
            all.put("ds.commands.enabled", "false");
            all.put("ds.lock.timeout.milliseconds", String.valueOf(ACTIVATION_MILLIS));
            all.put("felix.log.level", "0"); // the listener below reports what matters,
            all.put(
                    "ds.log.enabled",
                    "false"); // and Components what keeps a component from running
            all.put("felix.resolver.parallelism", "1");
            all.put("felix.service.urlhandlers", "false");
            all.put("felix.shutdown.hook", "false");
            all.put("felix.uuid.secure", "false");
            all.put("felix.systembundle.activators", systemServices());
            framework = create(all);
            framework.init(this::log);
        } catch (IOException e) {
            throw new StartFailure(
                    "cannot create the framework's storage in "
                            + storageParent()
                            + ": "
                            + e.getMessage(),
                    e);
        } catch (BundleException e) {
            throw new StartFailure("the framework does not start: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings({
        "unchecked",
        "rawtypes"
    }) // Felix takes objects for some of its own properties
    private static Framework create(Map<String, Object> properties) {
        try {
            // By name and not through ServiceLoader, which would open every jar of the class path.
            return Class.forName(FACTORY)
                    .asSubclass(FrameworkFactory.class)
                    .getDeclaredConstructor()
                    .newInstance()
                    .newFramework((Map) properties);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the class path holds no framework", e);
        }
    }

    private void log(FrameworkEvent event) {
        Logger log =
                LoggerFactory.getLogger(
                        FrameworkHost.class); // not a static: the first logger is made while the
        // framework starts
        if (event.getType() == FrameworkEvent.ERROR) {
            log.error("{}", event.getBundle().getSymbolicName(), event.getThrowable());
        } else if (event.getType() == FrameworkEvent.WARNING) {
            log.warn("{}", event.getBundle().getSymbolicName(), event.getThrowable());
        }
    }

    private static List<BundleActivator> systemServices() {
        BundleActivator memory =
                new BundleActivator() {
                    @Override
                    public void start(BundleContext context) {
                        Map<String, Object> name = Map.of("name", MemoryConfigurations.NAME);
                        context.registerService(
                                PersistenceManager.class,
                                new MemoryConfigurations(),
                                new Hashtable<>(name));
                    }

                    @Override
                    public void stop(BundleContext context) {
                        // the framework unregisters it
                    }
                };
        return List.of(
                memory,
                new org.apache.felix.cm.impl.Activator(),
                new org.apache.felix.scr.impl.Activator());
    }

    /** Installs the jar without copying it. */
    Bundle install(Path jar) throws StartFailure {
        return install(jar, "reference:" + jar.toUri(), null);
    }

    /** Installs a copy of the jar under a location of its own. */
    Bundle installCopy(PluginJar jar) throws UnfitPlugin {
        String location = jar.path().toUri() + "#" + System.nanoTime();
        try (InputStream in = Files.newInputStream(jar.path())) {
            Bundle bundle = framework.getBundleContext().installBundle(location, in);
            if (jar.symbolicName().equals(bundle.getSymbolicName())
                    && jar.version().equals(bundle.getVersion())) {
                return bundle;
            }
            bundle.uninstall();
            throw UnfitPlugin.forGood("it was changed while it was read");
        } catch (IOException | BundleException | IllegalArgumentException e) {
            Exception reason = e.getCause() instanceof Exception cause ? cause : e;
            throw UnfitPlugin.forGood("it cannot be installed: " + JarInspection.oneLine(reason));
        }
    }

    private Bundle install(Path jar, String location, InputStream content) throws StartFailure {
        try {
            Bundle bundle = framework.getBundleContext().installBundle(location, content);
            if (bundle.getSymbolicName() == null) {
                bundle.uninstall();
                throw new StartFailure(
                        jar + " is not a bundle: its manifest has no Bundle-SymbolicName");
            }
            return bundle;
        } catch (BundleException e) {
            throw new StartFailure("cannot install " + jar + ": " + e.getMessage(), e);
        }
    }

    /**
     * Resolves all of them in one go, which is cheaper than one by one; what cannot be resolved
     * says so when it is started.
     */
    boolean resolve(Collection<Bundle> bundles) {
        return framework.adapt(FrameworkWiring.class).resolveBundles(bundles);
    }

    void start(Bundle bundle) throws StartFailure {
        try {
            boolean fragment =
                    (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT)
                            != 0;
            if (!fragment) {
                bundle.start();
            }
        } catch (BundleException e) {
            throw new StartFailure(
                    "the bundle " + bundle.getSymbolicName() + " does not start: " + reason(e), e);
        }
    }

    /**
     * The resolver speaks of requirements and filters; most often the matter is a package nobody
     * exports.
     */
    private String reason(BundleException failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher java = MISSING_JAVA.matcher(message);
        if (java.find()) {
            return "it needs Java " + java.group(1) + ", this is " + Runtime.version().feature();
        }
        Matcher missing = MISSING_PACKAGE.matcher(message);
        if (!missing.find()) {
            Throwable cause = failure.getCause();
            String why = cause == null || message.contains(cause.toString()) ? "" : ": " + cause;
            return (message + why).replaceAll("\\s+", " ").trim();
        }
        Matcher range = VERSIONS.matcher(message).region(missing.start(), message.length());
        String versions =
                range.lookingAt() ? " [" + range.group(1) + "," + range.group(2) + ")" : "";
        String there = exported(missing.group(1));
        return "it needs the package "
                + missing.group(1)
                + versions
                + ", which nothing exports"
                + (there.isEmpty() ? "" : "; there is " + there);
    }

    /** The versions of a package that are exported, the system's and those of bundles. */
    private String exported(String name) {
        TreeSet<Version> versions = new TreeSet<>();
        for (Bundle bundle : framework.getBundleContext().getBundles()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision != null) {
                revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream()
                        .map(Capability::getAttributes)
                        .filter(
                                exported ->
                                        name.equals(
                                                exported.get(PackageNamespace.PACKAGE_NAMESPACE)))
                        .map(
                                exported ->
                                        exported.get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE))
                        .forEach(version -> versions.add((Version) version));
            }
        }
        return String.join(", ", versions.stream().map(Version::toString).toList());
    }

    void start() throws StartFailure {
        try {
            framework.start();
        } catch (BundleException e) {
            throw new StartFailure("the framework does not start: " + e.getMessage(), e);
        }
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** A service of the framework that is always there. */
    <T> T service(Class<T> type) {
        ServiceReference<T> reference = framework.getBundleContext().getServiceReference(type);
        if (reference == null) {
            throw new IllegalStateException("the framework offers no " + type.getName());
        }
        return framework.getBundleContext().getService(reference);
    }

    void awaitStop() {
        try {
            framework.waitForStop(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the framework, and leaves it to itself if it takes longer than that. */
    void close(long patienceMillis) {
        try {
            framework.stop();
            framework.waitForStop(patienceMillis);
        } catch (BundleException e) {
            throw new IllegalStateException("the framework does not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            remove(storage);
        }
    }

    /**
     * In memory where the machine offers that: some fifty small files are written at every start,
     * and a busy disk would hold them up.
     */
    static Path storageParent() {
        Path memory = Path.of("/dev/shm");
        return Files.isDirectory(memory) && Files.isWritable(memory)
                ? memory
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static Path freshStorage() throws IOException {
        Path parent = storageParent();
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9]", "_");
        String prefix = STORAGE_PREFIX + user + "-";
        try (Stream<Path> all = Files.list(parent)) {
            all.filter(p -> p.getFileName().toString().startsWith(prefix))
                    .filter(FrameworkHost::orphaned)
                    .forEach(FrameworkHost::remove);
        }
        // createTempDirectory would wake the machinery of secure random numbers
        return Files.createDirectory(
                parent.resolve(
                        prefix
                                + ProcessHandle.current().pid()
                                + "-"
                                + Long.toHexString(System.nanoTime())));
    }

    /**
     * Felix rewrites the file that counts bundles at every installation, which costs more than the
     * installation itself; this storage is never read again, so the count goes nowhere.
     */
    private static void spareTheCounter(Path storage) throws IOException {
        Path nowhere = Path.of("/dev/null");
        if (Files.exists(nowhere)) {
            Files.createSymbolicLink(
                    Files.createDirectories(storage.resolve("bundle0")).resolve("bundle.id"),
                    nowhere);
        }
    }

    private static boolean orphaned(Path storage) {
        String[] parts = storage.getFileName().toString().split("-");
        try {
            return ProcessHandle.of(Long.parseLong(parts[parts.length - 2])).isEmpty();
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }

    private static void remove(Path tree) {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // left for the next start
        }
    }
}
