package io.quorate.kernel;

import io.quorate.config.ProcessFlag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the bundles of the plugin folder equal to its jars: of one symbolic name the best jar runs
 * ({@link PluginJar#BEST_FIRST}) that comes up at all, the others are named once and left alone. A
 * jar that takes the place of another is installed beside it, and only when its components are
 * registered is the old one removed, so a service is never missing in between. A plugin that a
 * component holds for good (storage, consensus, election) is left alone and said to need a restart.
 *
 * <p>Whatever a jar is or does, the server goes on, and one line of the log says what is wrong with
 * it. One daemon thread looks twice a second; before that all calls come from the thread that
 * starts the kernel. See docs/adr/0064.
 */
final class PluginFolder implements AutoCloseable {

    /** System property: how often the folder is looked at. */
    static final String LOOK_KEY = "quorate.plugins.lookMillis";

    private static final long LOOK_MILLIS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(PluginFolder.class);

    private record Running(PluginJar jar, Bundle bundle) {}

    private final PluginFolderContents shelf;
    private final FrameworkHost host;
    private final Components components;
    private final ForeignCode foreign = new ForeignCode();
    private final long lookMillis = ProcessFlag.number(LOOK_KEY, "ms 1", LOOK_MILLIS, LOG::warn);

    /** By symbolic name. */
    private final Map<String, Running> running = new TreeMap<>();

    private final Map<PluginJar, UnfitPlugin> failed = new LinkedHashMap<>();

    /** What was said already: jars left alone, complaints about plugins that run. */
    private final Set<PluginJar> leftAlone = new HashSet<>();

    private final Map<String, String> complaints = new HashMap<>();
    private final Set<PluginJar> keptUntilRestart = new HashSet<>();

    /** Bundles whose thread has not come back: any use of them waits as well. */
    private final Set<Bundle> abandoned = new HashSet<>();

    private PluginConfigurations configurations;
    private boolean settled;
    private String trouble = "";
    private Thread watcher;

    /**
     * @param shelf looked at once already
     */
    PluginFolder(PluginFolderContents shelf, FrameworkHost host, Components components) {
        this.shelf = shelf;
        this.host = host;
        this.components = components;
    }

    /** Installs the jars to run; none is started. */
    Collection<Bundle> installAll() {
        List<Bundle> bundles = new ArrayList<>();
        for (List<PluginJar> jars : shelf.bySymbolicName().values()) {
            for (PluginJar jar : jars) {
                try {
                    Bundle bundle = host.installCopy(jar);
                    running.put(jar.symbolicName(), new Running(jar, bundle));
                    bundles.add(bundle);
                    break;
                } catch (UnfitPlugin e) {
                    failed.put(jar, e);
                    leftOut(jar, e);
                }
            }
        }
        return bundles;
    }

    /** Starts what was installed; in place of one that does not start, the next best. */
    void startAll(PluginConfigurations given) {
        configurations = given;
        for (Running plugin : List.copyOf(running.values())) {
            try {
                start(plugin.jar, plugin.bundle);
            } catch (UnfitPlugin e) {
                giveUp(plugin, e);
            }
        }
        reconcile();
    }

    /**
     * Every component has what it was given: from now on one that does not run is complained about
     * and left out.
     */
    void settle() {
        settled = true;
        for (Running plugin : List.copyOf(running.values())) {
            List<String> sentences = components.complaints(plugin.bundle);
            if (!sentences.isEmpty() && components.holdersForGood(plugin.bundle).isEmpty()) {
                giveUp(plugin, UnfitPlugin.asThingsAre(sentences.getFirst()));
            }
        }
        reconcile();
    }

    private void giveUp(Running plugin, UnfitPlugin reason) {
        failed.put(plugin.jar, reason);
        running.remove(plugin.jar.symbolicName());
        discard(plugin);
        leftOut(plugin.jar, reason);
    }

    private static void leftOut(PluginJar jar, UnfitPlugin reason) {
        LOG.warn("Left the plugin {} out: {}", jar.fileName(), reason.getMessage());
    }

    /** The jar whose bundle has this number; null if it is none of the folder. */
    PluginJar jarOf(long bundleId) {
        return running.values().stream()
                .filter(plugin -> plugin.bundle.getBundleId() == bundleId)
                .map(Running::jar)
                .findFirst()
                .orElse(null);
    }

    /** What does not run and why, for the sentence that ends a start; empty if nothing is amiss. */
    String leftOut() {
        Map<String, String> all = shelf.complaints();
        failed.forEach((jar, reason) -> all.put(jar.fileName(), reason.getMessage()));
        StringBuilder text = new StringBuilder();
        all.forEach(
                (file, reason) ->
                        text.append("; left out: ").append(file).append(": ").append(reason));
        return text.toString();
    }

    void watch() {
        watcher = Thread.ofPlatform().daemon().name("plugins").start(this::run);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(lookMillis);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        String now = "";
        try {
            if (shelf.look()) {
                reconcile();
            }
        } catch (IOException e) {
            now = String.valueOf(e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            now = e.toString();
        }
        if (!now.isEmpty() && !now.equals(trouble)) {
            LOG.warn("The plugin folder cannot be looked through: {}", now);
        }
        trouble = now;
    }

    /** Brings the bundles in line with the shelf. */
    private void reconcile() {
        shelf.newComplaints()
                .forEach((file, reason) -> LOG.warn("Left the plugin {} out: {}", file, reason));
        Collection<PluginJar> there = shelf.jars();
        failed.keySet().retainAll(there);
        leftAlone.retainAll(there);
        Map<PluginJar, UnfitPlugin> before = new HashMap<>(failed);
        Map<String, List<PluginJar>> byName = shelf.bySymbolicName();
        // Each turn but the last changes what runs, and towards what lies there.
        for (int turns = 0; turns <= 2 * there.size() + 1; turns++) {
            boolean changed = false;
            for (List<PluginJar> jars : byName.values()) {
                changed |= bring(jars);
            }
            for (Running plugin : List.copyOf(running.values())) {
                changed |= removeIfGone(plugin);
            }
            if (!changed) {
                break;
            }
            failed.values().removeIf(reason -> !reason.isLasting());
        }
        if (Thread.currentThread().isInterrupted()) {
            return; // what was interrupted says nothing about the plugins
        }
        failed.forEach(
                (jar, reason) -> {
                    UnfitPlugin earlier = before.get(jar);
                    if (earlier == null || !earlier.getMessage().equals(reason.getMessage())) {
                        leftOut(jar, reason);
                    }
                });
        complainOfWhatRuns();
    }

    /** Lets the best of the jars of one symbolic name run; true if that changed anything. */
    private boolean bring(List<PluginJar> jars) {
        Running now = running.get(jars.getFirst().symbolicName());
        for (PluginJar jar : jars) {
            if (failed.containsKey(jar)) {
                continue;
            }
            if (now != null && (now.jar.equals(jar) || holds(now, jar))) {
                leaveAlone(jars, now.jar).forEach(this::sayLeftAlone);
                return false;
            }
            if (now != null && heldForGood(now, jar)) {
                return false;
            }
            try {
                Bundle fresh = comeUp(jar);
                running.put(jar.symbolicName(), new Running(jar, fresh));
                leftAlone.remove(jar);
                if (now != null) {
                    discard(now);
                }
                report(now, jar, leaveAlone(jars, jar));
                return true;
            } catch (UnfitPlugin e) {
                failed.put(jar, e);
            }
        }
        return false;
    }

    /**
     * Whether what runs is better than a jar that lies there. What runs counts although its file
     * was overwritten by something that does not run.
     */
    private boolean holds(Running now, PluginJar jar) {
        return shelf.has(now.jar.path())
                && !isSuperseded(now)
                && PluginJar.BEST_FIRST.compare(now.jar, jar) < 0;
    }

    /** Whether its file now holds another plugin, or another content of it, that may run. */
    private boolean isSuperseded(Running now) {
        PluginJar there = shelf.at(now.jar.path());
        return there != null && !there.equals(now.jar) && !failed.containsKey(there);
    }

    private Bundle comeUp(PluginJar jar) throws UnfitPlugin {
        Bundle fresh = host.installCopy(jar);
        try {
            start(jar, fresh);
            List<String> sentences = settled ? components.complaints(fresh) : List.of();
            if (!sentences.isEmpty()) {
                throw UnfitPlugin.asThingsAre(sentences.getFirst());
            }
            return fresh;
        } catch (UnfitPlugin e) {
            discard(new Running(jar, fresh));
            throw e;
        } catch (RuntimeException | LinkageError e) {
            discard(new Running(jar, fresh));
            throw UnfitPlugin.forGood(e.toString());
        }
    }

    /** In the end the bundle runs, or an exception says why not. */
    private void start(PluginJar jar, Bundle bundle) throws UnfitPlugin {
        configurations.handTo(jar);
        try {
            foreign.run(
                    jar.symbolicName(),
                    "started",
                    () -> {
                        host.start(bundle);
                        checkClasses(jar, bundle);
                    },
                    bundle::uninstall);
        } catch (InterruptedException e) {
            abandoned.add(bundle);
            throw UnfitPlugin.asThingsAre(e.getMessage());
        } catch (UnfitPlugin e) {
            abandoned.add(bundle);
            throw e;
        } catch (StartFailure e) {
            throw bundle.getState() == Bundle.INSTALLED
                    ? UnfitPlugin.asThingsAre(e.getMessage())
                    : UnfitPlugin.forGood(e.getMessage());
        } catch (Exception e) {
            throw UnfitPlugin.forGood(String.valueOf(e.getMessage()));
        }
    }

    /** A class that is not there would be missed when the component is wanted, and not be named. */
    private static void checkClasses(PluginJar jar, Bundle bundle) throws StartFailure {
        for (ComponentSketch component : jar.components()) {
            try {
                bundle.loadClass(component.implementation());
            } catch (ClassNotFoundException | LinkageError e) {
                throw new StartFailure(
                        "the class of its component " + component.name() + " is not there: " + e,
                        e);
            }
        }
    }

    private static void report(Running before, PluginJar jar, List<PluginJar> others) {
        StringBuilder left = new StringBuilder();
        for (PluginJar other : others) {
            left.append(left.isEmpty() ? "; left alone: " : ", ").append(other.fileName());
        }
        if (before == null) {
            LOG.info("Added plugin {} ({}){}", jar, jar.fileName(), left);
        } else {
            LOG.info(
                    "Replaced plugin {} by {} ({}){}",
                    before.jar,
                    jar.version(),
                    jar.fileName(),
                    left);
        }
    }

    /** The jars that do not run because {@code winner} does, as far as they were not named yet. */
    private List<PluginJar> leaveAlone(List<PluginJar> jars, PluginJar winner) {
        return jars.stream()
                .filter(jar -> !jar.equals(winner) && !failed.containsKey(jar))
                .filter(leftAlone::add)
                .toList();
    }

    private void sayLeftAlone(PluginJar jar) {
        PluginJar winner = running.get(jar.symbolicName()).jar;
        LOG.info(
                "Left {} ({}) alone: {} ({}) runs",
                jar,
                jar.fileName(),
                winner.version(),
                winner.fileName());
    }

    private boolean removeIfGone(Running plugin) {
        boolean there = shelf.has(plugin.jar.path());
        PluginJar now = shelf.at(plugin.jar.path());
        boolean another =
                now != null
                        && !now.symbolicName().equals(plugin.jar.symbolicName())
                        && !failed.containsKey(now);
        if (there && !another || heldForGood(plugin, plugin.jar)) {
            return false;
        }
        running.remove(plugin.jar.symbolicName());
        discard(plugin);
        LOG.info("Removed plugin {} ({})", plugin.jar, plugin.jar.fileName());
        return true;
    }

    private boolean heldForGood(Running plugin, PluginJar changed) {
        List<String> holders = components.holdersForGood(plugin.bundle);
        if (holders.isEmpty()) {
            return false;
        }
        if (keptUntilRestart.add(changed)) {
            LOG.warn(
                    "The change of {} takes effect at the next start: {} holds the plugin",
                    changed.fileName(),
                    String.join(", ", holders));
        }
        return true;
    }

    /** A plugin may stop running because another one has gone. */
    private void complainOfWhatRuns() {
        if (!settled) {
            return;
        }
        complaints.keySet().retainAll(running.keySet());
        for (Running plugin : running.values()) {
            List<String> sentences = components.complaints(plugin.bundle);
            if (sentences.isEmpty()) {
                complaints.remove(plugin.jar.symbolicName());
            } else if (!sentences
                    .getFirst()
                    .equals(complaints.put(plugin.jar.symbolicName(), sentences.getFirst()))) {
                LOG.warn("The plugin {} does not run: {}", plugin.jar, sentences.getFirst());
            }
        }
    }

    private void discard(Running plugin) {
        if (abandoned.contains(plugin.bundle)) {
            return;
        }
        try {
            foreign.run(
                    plugin.jar.symbolicName(),
                    "stopped",
                    () -> {
                        if (plugin.bundle.getState() != Bundle.UNINSTALLED) {
                            plugin.bundle.uninstall();
                        }
                    },
                    () -> {});
        } catch (InterruptedException e) {
            abandoned.add(plugin.bundle);
        } catch (UnfitPlugin e) {
            abandoned.add(plugin.bundle);
            LOG.warn("The plugin {} does not stop: {}", plugin.jar, e.getMessage());
        } catch (BundleException e) {
            LOG.warn("The plugin {} does not stop: {}", plugin.jar, e.getMessage());
        } catch (Exception e) {
            LOG.warn("The plugin {} fails to stop: {}", plugin.jar, e.toString());
        }
    }

    /** Whether some plugin's thread has not come back. */
    boolean hasAbandoned() {
        return !abandoned.isEmpty();
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
