package io.quorate.sources;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The table of modules in {@code docs/ARCHITECTURE.md}: which there are, which of the others each
 * one is built with, and its largest package, class and constructor.
 */
final class ModuleTable {

    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern DEPENDENCY =
            Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);
    private static final Pattern OURS =
            Pattern.compile("<groupId>io\\.quorate</groupId>\\s*<artifactId>([^<]+)</artifactId>");

    private final Sizes sizes = Sizes.measure();

    private ModuleTable() {}

    static String render() {
        return new ModuleTable().text();
    }

    /** Folder of each module to the artifacts of ours that its main sources are built with. */
    static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new LinkedHashMap<>();
        for (String module : modules()) {
            Set<String> needs = new TreeSet<>();
            DEPENDENCY
                    .matcher(pom(module))
                    .results()
                    .map(dependency -> dependency.group(1))
                    .filter(dependency -> !dependency.contains("<scope>test</scope>"))
                    .flatMap(dependency -> OURS.matcher(dependency).results())
                    .map(ours -> ours.group(1))
                    .forEach(needs::add);
            arrows.put(module, needs);
        }
        return arrows;
    }

    private String text() {
        Map<String, Set<String>> arrows = arrows();
        int arrowCount = arrows.values().stream().mapToInt(Set::size).sum();
        List<String> lines = new ArrayList<>();
        lines.add(
                "| module | built with | most files in a package | most fields | most parameters |");
        lines.add("|---|---|---|---|---|");
        arrows.forEach(
                (module, needs) ->
                        lines.add(
                                "| `%s` | %s | %s | %s | %s |"
                                        .formatted(
                                                module,
                                                needs.isEmpty() ? "-" : String.join(", ", needs),
                                                largest(Sizes.Kind.FILES, module),
                                                largest(Sizes.Kind.FIELDS, module),
                                                largest(Sizes.Kind.PARAMETERS, module))));
        lines.add("");
        lines.add("%d modules, %d arrows.".formatted(arrows.size(), arrowCount));
        return String.join("\n", lines) + "\n";
    }

    /** Number and name of the largest in a module, the first of equals. */
    private String largest(Sizes.Kind kind, String module) {
        return sizes.of(kind).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(module + ' '))
                .filter(entry -> entry.getValue() > 0)
                .max(
                        Comparator.comparing(Map.Entry<String, Integer>::getValue)
                                .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
                .map(
                        entry ->
                                entry.getValue()
                                        + " `"
                                        + entry.getKey().substring(module.length() + 1)
                                        + '`')
                .orElse("-");
    }

    private static List<String> modules() {
        return MODULE.matcher(SourceTree.text(SourceTree.ROOT.resolve("pom.xml")))
                .results()
                .map(MatchResult::group)
                .map(module -> module.replaceAll("</?module>", ""))
                .toList();
    }

    private static String pom(String module) {
        Path file = SourceTree.ROOT.resolve(module).resolve("pom.xml");
        return SourceTree.text(file);
    }
}
