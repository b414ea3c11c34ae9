package io.quorate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;

/**
 * Imports only go down a floor: what bnd found in the byte code of each module against {@code
 * import-rules.txt}.
 */
class ImportRulesTest {

    private static final List<String> MODULES_THAT_EXPORT_NOTHING =
            List.of(
                    "io.quorate.replica",
                    "io.quorate.gate.client",
                    "io.quorate.admin",
                    "io.quorate.shell",
                    "io.quorate.tools",
                    "io.quorate.launcher",
                    "io.quorate.kernel",
                    "io.quorate.gate.peer",
                    "io.quorate.consensus.solo",
                    "io.quorate.consensus.zab",
                    "io.quorate.consensus.multipaxos",
                    "io.quorate.election.fast",
                    "io.quorate.election.basic",
                    "io.quorate.storage.filelog",
                    "io.quorate.storage.memory",
                    "io.quorate.auth.digest",
                    "io.quorate.auth.ip");

    @Test
    void everyModuleImportsOnlyWhatItsLineAllows() throws IOException {
        Map<String, List<String>> rules = rules();
        Map<String, TreeSet<String>> offences = new TreeMap<>();
        for (Path jar : Distribution.ownJars()) {
            String module = Distribution.symbolicName(jar);
            assertThat(rules)
                    .as("import-rules.txt has a line for every module")
                    .containsKey(module);
            for (String imported : packages(jar, Constants.IMPORT_PACKAGE)) {
                boolean own =
                        imported.equals(module)
                                || packages(jar, Constants.EXPORT_PACKAGE).contains(imported);
                if (!own && rules.get(module).stream().noneMatch(rule -> matches(rule, imported))) {
                    offences.computeIfAbsent(module, r -> new TreeSet<>()).add(imported);
                }
            }
        }
        assertThat(offences).as("imports that no line of import-rules.txt allows").isEmpty();
    }

    /** What a line names beside a group is imported: a rule that nobody needs allows too much. */
    @Test
    void everyRuleIsNeeded() throws IOException {
        Map<String, List<String>> rules = new HashMap<>();
        lines().forEach(words -> rules.put(words[0], List.of(words).subList(1, words.length)));
        Map<String, TreeSet<String>> idle = new TreeMap<>();
        for (Path jar : Distribution.ownJars()) {
            String module = Distribution.symbolicName(jar);
            List<String> imported = packages(jar, Constants.IMPORT_PACKAGE);
            rules.get(module).stream()
                    .filter(rule -> !rule.startsWith("@"))
                    .filter(rule -> imported.stream().noneMatch(name -> matches(rule, name)))
                    .forEach(rule -> idle.computeIfAbsent(module, r -> new TreeSet<>()).add(rule));
        }
        assertThat(idle).as("rules of import-rules.txt that no import needs").isEmpty();
    }

    @Test
    void implementationsExportNothing() throws IOException {
        for (Path jar : Distribution.ownJars()) {
            if (MODULES_THAT_EXPORT_NOTHING.contains(Distribution.symbolicName(jar))) {
                assertThat(packages(jar, Constants.EXPORT_PACKAGE))
                        .as("exports of %s", jar.getFileName())
                        .isEmpty();
            }
        }
    }

    private static boolean matches(String rule, String imported) {
        return rule.endsWith("*")
                ? imported.startsWith(rule.substring(0, rule.length() - 1))
                : imported.equals(rule);
    }

    private static Map<String, List<String>> rules() throws IOException {
        Map<String, List<String>> rules = new HashMap<>();
        for (String[] words : lines()) {
            List<String> allowed = new ArrayList<>();
            for (int i = 1; i < words.length; i++) {
                allowed.addAll(words[i].startsWith("@") ? rules.get(words[i]) : List.of(words[i]));
            }
            rules.put(words[0], allowed);
        }
        return rules;
    }

    /** The words of each line. */
    private static List<String[]> lines() throws IOException {
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                ImportRulesTest.class.getResourceAsStream("/import-rules.txt"),
                                StandardCharsets.UTF_8))) {
            return in.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.trim().split("\\s+"))
                    .toList();
        }
    }

    /**
     * Package names of a manifest header; attributes, whose values may hold commas in quotes, are
     * dropped.
     */
    private static List<String> packages(Path jar, String header) {
        String value = Distribution.manifest(jar).getMainAttributes().getValue(header);
        List<String> names = new ArrayList<>();
        if (value != null) {
            for (String clause : value.replaceAll("\"[^\"]*\"", "").split(",")) {
                names.add(clause.split(";")[0].trim());
            }
        }
        return names;
    }
}
