package io.quorate.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the bundles of the plugin folder equal to its jars. A changed or newer jar is installed
 * beside the old bundle, and only when its components are registered is the old one removed, so a
 * service is never missing in between. A plugin that a component holds for good (storage,
 * consensus, election) is left alone and said to need a restart.
 *
 * <p>One daemon thread looks every {@link #LOOK_MILLIS}; a jar is taken once its size and time have
 * stayed the same between two looks, so half-copied files are not. Hidden files are ignored: copy
 * under a hidden name and rename to be exact.
 */
final class PluginFolder implements AutoCloseable {

    static final long LOOK_MILLIS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(PluginFolder.class);

    private record Stamp(long size, long modifiedMillis) {}

    private record Installed(Stamp stamp, Bundle bundle) {}

    private final Path folder;
    private final FrameworkHost host;
    private final Components components;
    private final Map<Path, Installed> installed = new LinkedHashMap<>();
    private Map<Path, Stamp> lastSeen = new HashMap<>();
    private final Map<Path, Stamp> refused = new HashMap<>();
    private final Set<Path> keptUntilRestart = new HashSet<>();
    private Thread watcher;

    PluginFolder(Path folder, FrameworkHost host, Components components) {
        this.folder = folder;
        this.host = host;
        this.components = components;
    }

    /** Installs every jar of the folder; the caller starts the bundles. */
    Collection<Bundle> installAll() throws StartFailure {
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : Kernel.jarsIn(folder)) {
            Bundle bundle = host.installCopy(jar);
            installed.put(jar, new Installed(stamp(jar), bundle));
            bundles.add(bundle);
        }
        return bundles;
    }

    void watch() {
        watcher = Thread.ofPlatform().daemon().name("plugins").start(this::run);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(LOOK_MILLIS);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            Map<Path, Stamp> seen = new LinkedHashMap<>();
            for (Path jar : Kernel.jarsIn(folder)) {
                Stamp stamp = stamp(jar);
                if (stamp != null) {
                    seen.put(jar, stamp);
                }
            }
            for (Map.Entry<Path, Stamp> entry : seen.entrySet()) {
                Installed old = installed.get(entry.getKey());
                boolean changed = old == null || !old.stamp.equals(entry.getValue());
                boolean settled = entry.getValue().equals(lastSeen.get(entry.getKey()));
                if (changed && settled && !entry.getValue().equals(refused.get(entry.getKey()))) {
                    take(entry.getKey(), entry.getValue());
                }
            }
            for (Path gone :
                    installed.keySet().stream().filter(jar -> !seen.containsKey(jar)).toList()) {
                remove(gone);
            }
            lastSeen = seen;
        } catch (StartFailure e) {
            LOG.warn("{}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The plugin folder could not be looked through", e);
        }
    }

    private void take(Path jar, Stamp stamp) {
        Bundle fresh = null;
        try {
            fresh = host.installCopy(jar);
            Path replacedJar = predecessor(jar, fresh);
            Installed replaced = replacedJar == null ? null : installed.get(replacedJar);
            if (replaced != null && heldForGood(replaced.bundle, jar)) {
                fresh.uninstall();
                refused.put(jar, stamp);
                return;
            }
            host.start(fresh);
            List<String> complaints = components.complaints(fresh);
            if (!complaints.isEmpty()) {
                throw new StartFailure(complaints.getFirst());
            }
            if (replaced != null) {
                replaced.bundle.uninstall();
                installed.remove(replacedJar);
            }
            installed.put(jar, new Installed(stamp, fresh));
            LOG.info(
                    "{} plugin {} {}",
                    replaced == null ? "Added" : "Replaced",
                    fresh.getSymbolicName(),
                    fresh.getVersion());
        } catch (StartFailure | BundleException e) {
            refused.put(jar, stamp);
            LOG.warn("Left the plugin {} out: {}", jar.getFileName(), e.getMessage());
            discard(fresh);
        }
    }

    /**
     * The installed jar that {@code fresh} takes the place of: the same file, or one with the same
     * symbolic name.
     */
    private Path predecessor(Path jar, Bundle fresh) {
        if (installed.containsKey(jar)) {
            return jar;
        }
        for (Map.Entry<Path, Installed> entry : installed.entrySet()) {
            if (entry.getValue().bundle.getSymbolicName().equals(fresh.getSymbolicName())) {
                return entry.getKey();
            }
        }
        return null;
    }

    private void remove(Path jar) {
        Bundle bundle = installed.get(jar).bundle;
        if (keptUntilRestart.contains(jar)) {
            return;
        }
        if (heldForGood(bundle, jar)) {
            keptUntilRestart.add(jar);
            return;
        }
        discard(bundle);
        installed.remove(jar);
        LOG.info("Removed plugin {} {}", bundle.getSymbolicName(), bundle.getVersion());
    }

    private boolean heldForGood(Bundle bundle, Path jar) {
        List<String> holders = components.holdersForGood(bundle);
        if (!holders.isEmpty()) {
            LOG.warn(
                    "The change of {} takes effect at the next start: {} holds the plugin",
                    jar.getFileName(),
                    String.join(", ", holders));
        }
        return !holders.isEmpty();
    }

    private static void discard(Bundle bundle) {
        try {
            if (bundle != null && bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
        } catch (BundleException e) {
            LOG.warn("The plugin {} does not stop: {}", bundle.getSymbolicName(), e.getMessage());
        }
    }

    private static Stamp stamp(Path jar) {
        try {
            return new Stamp(Files.size(jar), Files.getLastModifiedTime(jar).toMillis());
        } catch (IOException e) {
            return null; // taken away meanwhile
        }
    }

    @Override
    public void close() {
        if (watcher != null) {
            watcher.interrupt();
            try {
                watcher.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
