package io.quorate.conformance.configuration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * One file of the corpus, written out for a data directory that both products may look at.
 *
 * @param name of the file without suffix
 * @param text with {@code @DATA@} for a directory with a {@code myid} and {@code @EMPTY@} for one
 *     without
 * @param flags system properties: the lines {@code #flag name=value} at its beginning
 */
record Sample(String name, String text, Map<String, String> flags) {

    private static final String FLAG = "#flag ";
    private static final String SUFFIX = ".cfg";

    static Sample read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Map<String, String> flags = new TreeMap<>();
        text.lines()
                .filter(line -> line.startsWith(FLAG))
                .map(line -> line.substring(FLAG.length()).split("=", 2))
                .forEach(pair -> flags.put(pair[0], pair[1]));
        String name = file.getFileName().toString();
        return new Sample(name.substring(0, name.length() - SUFFIX.length()), text, flags);
    }

    /** The configuration file in a folder with all it may name. */
    Path writtenTo(Path folder) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Files.writeString(data.resolve("myid"), "1\nthe second line does not count\n");
        Files.writeString(
                data.resolve("zoo.cfg.dynamic.100000000"),
                "server.1=a:2888:3888;2181\nserver.2=b:2888:3888;2181\nserver.3=c:2888:3888;2181\n");
        return Files.writeString(
                folder.resolve("zoo.cfg"),
                text.replace("@DATA@", data.toString()).replace("@EMPTY@", empty.toString()),
                StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return name;
    }
}
