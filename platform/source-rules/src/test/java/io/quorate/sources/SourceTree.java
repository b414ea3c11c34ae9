package io.quorate.sources;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The files of the repository, and what the compiler makes of those that are Java. */
final class SourceTree {

    /** Another checkout is read with {@code -Dquorate.sources.root}. */
    static final Path ROOT =
            Path.of(System.getProperty("quorate.sources.root", "../.."))
                    .toAbsolutePath()
                    .normalize();

    private static final Set<String> NOT_SOURCES = Set.of("target", ".git", ".idea", "data");

    private SourceTree() {}

    /** All files that are no product of a build, in order. */
    static List<Path> files() {
        return Walk.ALL;
    }

    /** Those of {@link #files} in the main sources of a module: code that is shipped. */
    static List<Path> mainJava() {
        return java("/src/main/java/");
    }

    static List<Path> testJava() {
        return java("/src/test/java/");
    }

    /** How a file is named in messages: from the root, with slashes. */
    static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    /** What the compiler reads in {@link #mainJava}, file by file. */
    static Map<Path, CompilationUnitTree> mainUnits() {
        return MainUnits.ALL;
    }

    /** The module of a file, named by its folder from the root. */
    static String module(Path file) {
        String name = name(file);
        return name.substring(0, name.indexOf("/src/"));
    }

    /** Parses without looking at anything a file refers to. */
    static Map<Path, CompilationUnitTree> parse(List<Path> files) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<Path, CompilationUnitTree> units = new TreeMap<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            for (CompilationUnitTree unit : task.parse()) {
                units.put(Path.of(unit.getSourceFile().toUri()), unit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return units;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> java(String folder) {
        return files().stream()
                .filter(file -> name(file).endsWith(".java"))
                .filter(file -> name(file).contains(folder))
                .toList();
    }

    /** Parsed once. */
    private static final class MainUnits {

        static final Map<Path, CompilationUnitTree> ALL = parse(mainJava());
    }

    /** Walked once. */
    private static final class Walk {

        static final List<Path> ALL = walk();

        private static List<Path> walk() {
            List<Path> all = new ArrayList<>();
            try {
                Files.walkFileTree(
                        ROOT,
                        new SimpleFileVisitor<>() {
                            @Override
                            public FileVisitResult preVisitDirectory(
                                    Path folder, BasicFileAttributes attributes) {
                                return NOT_SOURCES.contains(folder.getFileName().toString())
                                        ? FileVisitResult.SKIP_SUBTREE
                                        : FileVisitResult.CONTINUE;
                            }

                            @Override
                            public FileVisitResult visitFile(
                                    Path file, BasicFileAttributes attributes) {
                                all.add(file);
                                return FileVisitResult.CONTINUE;
                            }
                        });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            all.sort(null);
            return List.copyOf(all);
        }
    }
}
