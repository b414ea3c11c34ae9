package io.quorate.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when the archive of preloaded classes is there and the JVM has not taken it: it does without
 * a word, and the server then starts more slowly than it could.
 */
final class ClassArchive {

    /** The archive the command line names, as the scripts put it there. */
    static final String KEY = "quorate.archive";

    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final List<String> AGENTS =
            List.of("-javaagent:", "-agentlib:", "-agentpath:", "-Xdebug", "-Xrunjdwp");
    private static final List<String> REMOTE = List.of("-Dcom.sun.management.");
    private static final List<String> OTHERS =
            List.of(
                    "--add-opens",
                    "--add-exports",
                    "--add-modules",
                    "--add-reads",
                    "--limit-modules",
                    "--patch-module",
                    "--module-path",
                    "--upgrade-module-path",
                    "-Xmx",
                    "-XX:MaxHeapSize",
                    "-XX:-Use",
                    "-XX:+Use");

    private ClassArchive() {}

    /** Looks beside the serving threads; that costs a few milliseconds. */
    static void watch() {
        String archive = System.getProperty(KEY);
        if (archive != null) {
            Thread.ofPlatform().daemon().name("archive").start(() -> look(archive));
        }
    }

    private static void look(String archive) {
        try {
            if (!isMapped(archive, MAPS)) {
                Logger log = LoggerFactory.getLogger(ClassArchive.class);
                log.warn(
                        "The archive of classes {} is not used, so starts take longer: {}",
                        archive,
                        reason(ManagementFactory.getRuntimeMXBean().getInputArguments()));
            }
        } catch (IOException e) {
            // a system that does not report what is mapped
        }
    }

    /** Whether the process has the file in its memory. */
    static boolean isMapped(String file, Path maps) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(maps)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.endsWith(file)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What the JVM's flags say of it. */
    static String reason(List<String> flags) {
        String agents = named(flags, AGENTS);
        if (!agents.isEmpty()) {
            return agents + ": no archive can be used beside an agent";
        }
        String remote = named(flags, REMOTE);
        if (!remote.isEmpty()) {
            return remote
                    + ": no archive can be used with these; JMXPORT opens a port without them";
        }
        return "it was made by another JDK, for other jars or with other flags (now "
                + named(flags, OTHERS)
                + "); \"quorate prepare\" with the same environment makes one that fits";
    }

    private static String named(List<String> flags, List<String> beginnings) {
        List<String> found = new ArrayList<>();
        for (String flag : flags) {
            for (String beginning : beginnings) {
                if (flag.startsWith(beginning)) {
                    found.add(flag);
                    break;
                }
            }
        }
        return String.join(" ", found);
    }
}
