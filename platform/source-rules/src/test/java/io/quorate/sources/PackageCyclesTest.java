package io.quorate.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages of a module need each other in one direction only. */
class PackageCyclesTest {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?([a-z][\\w.]*?)\\.[A-Z]");
    private static final Set<String> NO_SOURCES = Set.of("module-info.java", "package-info.java");

    @Test
    void noTwoPackagesNeedEachOther() throws IOException {
        List<String> cycles = new ArrayList<>();
        int packages = 0;
        try (Stream<Path> files = Files.walk(Path.of("../.."), 3)) {
            for (Path module : files.filter(file -> file.endsWith("pom.xml")).toList()) {
                Path sources = module.resolveSibling("src/main/java");
                if (Files.isDirectory(sources)) {
                    Map<String, Set<String>> needs = needs(sources);
                    packages += needs.size();
                    needs.keySet().forEach(each -> follow(each, needs, new ArrayList<>(), cycles));
                }
            }
        }
        assertThat(packages).as("packages looked at").isGreaterThan(40);
        assertThat(cycles).isEmpty();
    }

    /** Packages of one module, and those of the same module that each imports. */
    private static Map<String, Set<String>> needs(Path sources) throws IOException {
        Map<String, Set<String>> needs = new TreeMap<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                if (NO_SOURCES.contains(file.getFileName().toString())) {
                    continue;
                }
                String text = Files.readString(file);
                Matcher own = PACKAGE.matcher(text);
                assertThat(own.find()).as(file.toString()).isTrue();
                Set<String> imported = needs.computeIfAbsent(own.group(1), p -> new TreeSet<>());
                Matcher each = IMPORT.matcher(text);
                while (each.find()) {
                    imported.add(each.group(1));
                }
            }
        }
        needs.forEach(
                (name, imported) -> {
                    imported.retainAll(needs.keySet());
                    imported.remove(name);
                });
        return needs;
    }

    private static void follow(
            String name, Map<String, Set<String>> needs, List<String> path, List<String> cycles) {
        int at = path.indexOf(name);
        if (at == 0) {
            cycles.add(path + " and back to " + name);
        }
        if (at >= 0) {
            return;
        }
        path.add(name);
        needs.get(name).forEach(next -> follow(next, needs, path, cycles));
        path.removeLast();
    }
}
