package io.quorate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server is started with.
 *
 * @param directory holds configuration file, log and, unless given otherwise, the data directory
 * @param port client port on loopback
 * @param keys lines of the configuration file
 * @param jvmFlags flags of the server's virtual machine, passed as SERVER_JVMFLAGS
 */
public record ServerSpec(
        Path directory, int port, Map<String, String> keys, List<String> jvmFlags) {

    /** Defaults: every four-letter word, no HTTP server, no limit of connections, a free port. */
    public static ServerSpec in(Path directory) throws IOException {
        Map<String, String> keys = new LinkedHashMap<>();
        int port = FreePorts.next();
        keys.put("tickTime", "2000");
        keys.put("dataDir", directory.resolve("data").toString());
        keys.put("clientPort", Integer.toString(port));
        keys.put("clientPortAddress", "127.0.0.1");
        keys.put("maxClientCnxns", "0");
        keys.put("admin.enableServer", "false");
        keys.put("4lw.commands.whitelist", "*");
        return new ServerSpec(directory, port, keys, List.of());
    }

    /** The same with one more line in the configuration file. */
    public ServerSpec with(String key, Object value) {
        Map<String, String> more = new LinkedHashMap<>(keys);
        more.put(key, value.toString());
        return new ServerSpec(directory, port, more, jvmFlags);
    }

    /** The same with more flags for the virtual machine. */
    public ServerSpec withFlags(String... flags) {
        List<String> more = new ArrayList<>(jvmFlags);
        more.addAll(List.of(flags));
        return new ServerSpec(directory, port, keys, more);
    }

    /**
     * The same as the only voter of an ensemble, server 1; its data directory is decided. For a
     * consensus that serves no standalone server.
     */
    public ServerSpec asOnlyVoter() throws IOException {
        Files.createDirectories(dataDir());
        Files.writeString(dataDir().resolve("myid"), "1\n");
        return with("initLimit", 10)
                .with("syncLimit", 5)
                .with("standaloneEnabled", false)
                .with("server.1", "127.0.0.1:" + FreePorts.next() + ':' + FreePorts.next());
    }

    /** The data directory. */
    public Path dataDir() {
        return Path.of(keys.get("dataDir"));
    }

    /**
     * Writes {@code zoo.cfg} and creates the data directory. A configuration that a server of an
     * ensemble has rewritten itself is left as it is.
     */
    Path configuration() throws IOException {
        Files.createDirectories(dataDir());
        Path file = directory.resolve("zoo.cfg");
        if (Files.exists(file) && Files.readString(file).contains("dynamicConfigFile")) {
            return file;
        }
        StringBuilder text = new StringBuilder();
        keys.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        return Files.writeString(file, text);
    }
}
