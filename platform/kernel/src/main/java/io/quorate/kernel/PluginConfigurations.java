package io.quorate.kernel;

import io.quorate.config.ConfigurationException;
import io.quorate.config.PluginSetting;
import io.quorate.config.PluginTable;
import io.quorate.config.PluginValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives plugins what the configuration says to them, as values that their own tables of keys have
 * read. Those that nobody chooses get it before their bundles start: what a component does when it
 * is activated then happens on the thread that starts it. The configuration is that of the server's
 * start, also for plugins that come later; it is checked when they come.
 *
 * <p>The thread that starts the kernel, later the one that watches the folder.
 */
final class PluginConfigurations {

    private static final Logger LOG = LoggerFactory.getLogger(PluginConfigurations.class);

    private final Configurations configurations;
    private final ServerSetup setup;
    private final Map<String, Map<String, Object>> defaults;
    private final Map<String, Map<String, Object>> given = new HashMap<>();

    /**
     * Lines that some plugin got, and why lines that are for a plugin which is there got to none.
     */
    private final Set<PluginSetting> used = new HashSet<>();

    private final Map<PluginSetting, String> unknown = new LinkedHashMap<>();
    private final Set<PluginSetting> saidUnknown = new HashSet<>();

    /** Tables whose plugins had got their values when the start was over. */
    private final Set<PluginTable> inUse = new HashSet<>();

    private final Set<String> said;
    private final Set<String> switchedOff = new HashSet<>();
    private boolean started;

    PluginConfigurations(
            Configurations configurations,
            ServerSetup setup,
            Map<String, Map<String, Object>> defaults) {
        this.configurations = configurations;
        this.setup = setup;
        this.defaults = defaults;
        this.said = new HashSet<>(setup.pluginSettings().said());
    }

    /** True for a PID that is handed out here. */
    boolean has(String pid) {
        return given.containsKey(pid);
    }

    /**
     * To be called before the bundle of {@code jar} starts.
     *
     * @throws UnfitPlugin if something is set for it that is no value
     */
    void handTo(PluginJar jar) throws UnfitPlugin {
        PluginSettings open = setup.pluginSettings();
        for (ComponentSketch component : jar.components()) {
            String named = component.properties().get(open.property());
            String pid = component.pids().getFirst();
            if (named != null && open.off().contains(pid)) {
                switchedOff.add(named);
            } else if (named != null) {
                Map<String, Object> settings = new LinkedHashMap<>();
                settings.putAll(defaults.getOrDefault(pid, Map.of()));
                settings.putAll(setup.configurations().getOrDefault(pid, Map.of()));
                try {
                    settings.putAll(valuesFor(jar, named));
                } catch (ConfigurationException e) {
                    throw UnfitPlugin.forGood(e.getMessage());
                }
                if (!Objects.deepEquals(inOrder(settings), inOrder(given.put(pid, settings)))) {
                    configurations.lend(pid, settings);
                }
            }
        }
    }

    /** Names and values, comparable also where a value is an array. */
    private static Object[] inOrder(Map<String, Object> settings) {
        return settings == null
                ? null
                : settings.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                        .toArray();
    }

    /**
     * What a plugin gets that a key chooses.
     *
     * @param jar null if it is none of the plugin folder
     * @throws StartFailure if something is set for it that is no value
     */
    Map<String, Object> chosen(String pid, PluginSelection choice, PluginJar jar)
            throws StartFailure {
        Map<String, Object> settings = new LinkedHashMap<>(defaults.getOrDefault(pid, Map.of()));
        try {
            if (jar != null) {
                settings.putAll(valuesFor(jar, choice.value()));
            }
            given.put(pid, settings);
            return settings;
        } catch (ConfigurationException e) {
            throw new StartFailure(e.getMessage(), e);
        }
    }

    private Map<String, Object> valuesFor(PluginJar jar, String named)
            throws ConfigurationException {
        for (PluginSetting line : setup.pluginSettings().reader().lines()) {
            if (!line.isFor(named) && !line.isFor(jar.shortName())) {
                continue;
            }
            if (jar.table() == null) {
                unknown.put(line, jar.fileName() + " has no table of keys");
            } else if (line.isIn(jar.table())) {
                used.add(line);
                unknown.remove(line);
            } else {
                unknown.put(
                        line,
                        "the table of "
                                + jar.fileName()
                                + " has no such key; it has "
                                + jar.table().names());
            }
        }
        if (started) {
            sayUnknown();
        }
        if (jar.table() == null) {
            return Map.of();
        }
        if (!started) {
            inUse.add(jar.table());
        }
        PluginValues values = setup.pluginSettings().reader().read(jar.table());
        values.warnings().forEach(this::say);
        return values.properties();
    }

    /** Once each, whichever jar it was that has not the key. */
    private void sayUnknown() {
        unknown.forEach(
                (line, reason) -> {
                    if (!used.contains(line) && saidUnknown.add(line)) {
                        say(complaint(line, reason));
                    }
                });
    }

    private void say(String sentence) {
        if (said.add(sentence)) {
            LOG.warn(sentence);
        }
    }

    /**
     * Says which settings reach no plugin, now that all have started; most often that is a mistake.
     *
     * @param unchosen names of plugins of which another one is chosen by a key
     * @param jars all that are in the folder
     */
    void complain(List<String> unchosen, Collection<PluginJar> jars) {
        List<PluginSetting> idle = new ArrayList<>(setup.pluginSettings().reader().lines());
        idle.removeAll(used);
        sayUnknown();
        idle.removeAll(unknown.keySet());
        idle.forEach(line -> say(complaint(line, reason(line, unchosen, jars))));
        for (PluginJar jar : jars) {
            if (jar.table() != null && !inUse.contains(jar.table())) {
                complainOfHistoric(jar, unchosen);
            }
        }
        started = true;
    }

    /** Keys whose names do not say which plugin they are for, unless another one reads them. */
    private void complainOfHistoric(PluginJar jar, List<String> unchosen) {
        String name =
                unchosen.stream()
                        .filter(each -> isOffered(jar, each::equals))
                        .findFirst()
                        .orElse(jar.shortName());
        for (PluginSetting line : setup.pluginSettings().reader().historic(jar.table())) {
            if (inUse.stream().noneMatch(line::isIn)) {
                say(complaint(line, "the plugin " + name + " is not chosen"));
            }
        }
    }

    private static boolean isOffered(PluginJar jar, Predicate<String> name) {
        return jar.components().stream()
                .flatMap(component -> component.properties().values().stream())
                .anyMatch(name);
    }

    private static String complaint(PluginSetting line, String reason) {
        return line.place() + ": " + line.key() + " has no effect, because " + reason;
    }

    private String reason(PluginSetting line, List<String> unchosen, Collection<PluginJar> jars) {
        if (switchedOff.stream().anyMatch(line::isFor)) {
            return "the plugin is switched off";
        }
        return unchosen.stream()
                .filter(line::isFor)
                .findFirst()
                .map(name -> "the plugin " + name + " is not chosen")
                .orElse(
                        jars.stream().anyMatch(jar -> isOffered(jar, line::isFor))
                                ? "nothing here uses the plugin of that name"
                                : "no plugin in plugins/ has that name or scheme");
    }
}
