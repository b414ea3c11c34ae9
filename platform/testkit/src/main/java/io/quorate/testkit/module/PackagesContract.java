package io.quorate.testkit.module;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The packages of one module: none is too large, each says in its {@code package-info} which others
 * of the module it imports, that is what the byte code says as well, and they form no cycle. A
 * module of several packages extends this class.
 *
 * <p>The sentence a package-info must have is {@code Imports of this plugin: ...}, or {@code ... of
 * this module: ...}, with the last parts of the names, or with {@code nothing}. The package at the
 * top is named by the last part of its own name.
 */
public abstract class PackagesContract {

    private static final int FILES_MAX = 25;

    private static final Path SOURCES = Path.of("src", "main", "java");

    private static final Pattern SENTENCE =
            Pattern.compile("Imports of this (?:plugin|module):([^.]*)\\.");

    private static final Pattern NAME = Pattern.compile("\\{@code (\\w+)}");

    /** A type inside a descriptor or a signature. */
    private static final Pattern TYPE = Pattern.compile("L([\\w/$]+)[;<]");

    /** A class in the package at the top of the module. */
    protected abstract Class<?> atTheTop();

    private String top() {
        return atTheTop().getPackageName();
    }

    @Test
    void noPackageIsTooLarge() throws IOException {
        for (Path folder : folders()) {
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.filter(file -> file.toString().endsWith(".java")))
                        .as("files in %s", folder)
                        .hasSizeLessThanOrEqualTo(FILES_MAX);
            }
        }
    }

    @Test
    void everyPackageImportsWhatItSays() throws IOException {
        assertThat(imports()).isEqualTo(said());
    }

    @Test
    void packagesFormNoCycle() throws IOException {
        assertThat(cyclic(imports())).as("packages that import each other in a cycle").isEmpty();
    }

    /** What is left when nothing can be taken away that imports nothing of the rest. */
    static Map<String, TreeSet<String>> cyclic(Map<String, TreeSet<String>> imports) {
        Map<String, TreeSet<String>> left = new TreeMap<>();
        imports.forEach((name, imported) -> left.put(name, new TreeSet<>(imported)));
        while (left.values().removeIf(TreeSet::isEmpty)) {
            left.values().forEach(imported -> imported.retainAll(left.keySet()));
        }
        return left;
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.walk(SOURCES)) {
            return all.filter(folder -> Files.exists(folder.resolve("package-info.java"))).toList();
        }
    }

    private Map<String, TreeSet<String>> said() throws IOException {
        Map<String, TreeSet<String>> said = new TreeMap<>();
        for (Path folder : folders()) {
            String text =
                    Files.readString(folder.resolve("package-info.java")).replaceAll("\\s*\\*", "");
            Matcher sentence = SENTENCE.matcher(text);
            assertThat(sentence.find()).as("%s says what it imports", folder).isTrue();
            TreeSet<String> names = new TreeSet<>();
            Matcher name = NAME.matcher(sentence.group(1));
            while (name.find()) {
                names.add(name.group(1));
            }
            said.put(folder.getFileName().toString(), names);
        }
        return said;
    }

    /** By package, which others of the module its classes name. */
    private Map<String, TreeSet<String>> imports() throws IOException {
        Path classes = classes();
        Map<String, TreeSet<String>> imports = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(classes.resolve(top().replace('.', '/')))) {
            files = all.filter(file -> file.toString().endsWith(".class")).toList();
        }
        for (Path file : files) {
            if (file.endsWith("package-info.class")) {
                continue;
            }
            String own = shortName(classes.relativize(file.getParent()).toString());
            TreeSet<String> imported = imports.computeIfAbsent(own, any -> new TreeSet<>());
            for (String type : types(file)) {
                int end = type.lastIndexOf('/');
                String folder = end < 0 ? "" : type.substring(0, end);
                if (isOfModule(folder) && !shortName(folder).equals(own)) {
                    imported.add(shortName(folder));
                }
            }
        }
        return imports;
    }

    private Path classes() {
        try {
            return Path.of(atTheTop().getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isOfModule(String folder) {
        String name = folder.replace('/', '.');
        return name.equals(top()) || name.startsWith(top() + '.');
    }

    private static String shortName(String folder) {
        return folder.substring(folder.lastIndexOf('/') + 1);
    }

    private static List<String> types(Path file) {
        List<String> types = new ArrayList<>();
        try {
            for (PoolEntry entry : ClassFile.of().parse(file).constantPool()) {
                if (entry instanceof ClassEntry type) {
                    types.add(type.asInternalName());
                } else if (entry instanceof Utf8Entry text) {
                    Matcher inside = TYPE.matcher(text.stringValue());
                    while (inside.find()) {
                        types.add(inside.group(1));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return types;
    }
}
