package io.quorate.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Hands plugins that nobody chooses what the configuration says to them, before their bundles
 * start: what a component does when it is activated then happens on the thread that starts it. The
 * settings are those of the server's start, also for plugins that come later.
 */
final class PluginConfigurations {

    private final Configurations configurations;
    private final ServerSetup setup;
    private final Map<String, Map<String, Object>> defaults;
    private final Map<String, Map<String, Object>> given = new HashMap<>();
    private final Set<PluginSettings.Setting> used = new HashSet<>();
    private final Set<String> switchedOff = new HashSet<>();

    PluginConfigurations(
            Configurations configurations,
            ServerSetup setup,
            Map<String, Map<String, Object>> defaults) {
        this.configurations = configurations;
        this.setup = setup;
        this.defaults = defaults;
    }

    /** True for a PID that is handed out here. */
    boolean has(String pid) {
        return given.containsKey(pid);
    }

    /** To be called before the bundle of {@code jar} starts. */
    void handTo(PluginJar jar) {
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
                settings.putAll(settingsFor(named));
                settings.putAll(settingsFor(shortName(jar)));
                if (!settings.equals(given.put(pid, settings))) {
                    configurations.lend(pid, settings);
                }
            }
        }
    }

    /** The last part of the symbolic name. */
    private static String shortName(PluginJar jar) {
        return jar.symbolicName().substring(jar.symbolicName().lastIndexOf('.') + 1);
    }

    private Map<String, Object> settingsFor(String plugin) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (PluginSettings.Setting setting : setup.pluginSettings().settings()) {
            String name = setting.nameWithin(plugin);
            if (name != null) {
                settings.put(name, setting.value());
                used.add(setting);
            }
        }
        return settings;
    }

    /**
     * Says which settings reach no plugin; most often that is a mistake.
     *
     * @param unchosen names of plugins of which another one is chosen by a key
     */
    List<String> complaints(List<String> unchosen) {
        List<String> complaints = new ArrayList<>();
        for (PluginSettings.Setting setting : setup.pluginSettings().settings()) {
            if (!used.contains(setting)) {
                complaints.add(
                        setting.place()
                                + ": "
                                + setting.key()
                                + " has no effect, because "
                                + reason(setting, unchosen));
            }
        }
        return complaints;
    }

    private String reason(PluginSettings.Setting setting, List<String> unchosen) {
        if (switchedOff.stream().anyMatch(name -> setting.nameWithin(name) != null)) {
            return "the plugin is switched off";
        }
        return unchosen.stream()
                .filter(name -> setting.nameWithin(name) != null)
                .findFirst()
                .map(name -> "the plugin " + name + " is not chosen")
                .orElse("no plugin in plugins/ has that name or scheme");
    }
}
