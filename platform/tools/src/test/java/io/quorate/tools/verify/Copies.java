package io.quorate.tools.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Data directories that tests copy, harm and compare. */
final class Copies {

    private static final Path VECTORS =
            Path.of("../../plugins-storage/filelog/src/test/resources/vectors/disk");

    private Copies() {}

    /** Copies a directory that ZooKeeper wrote, into {@code target}. */
    static Path ofVector(String name, Path target) throws IOException {
        copy(VECTORS.resolve(name), target);
        return target;
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    /** Names and contents, to see that nothing has changed. */
    static Map<String, Integer> contents(Path directory) throws IOException {
        Map<String, Integer> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return contents;
    }
}
