package io.quorate.launcher;

import io.quorate.kernel.Choice;
import io.quorate.kernel.ServerSetup;
import io.quorate.kernel.StartFailure;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Stands in until the configuration room offers its settings: reads the few keys a first start needs. */
final class Setup {

    private Setup() {}

    static ServerSetup read(Path file) throws StartFailure {
        Properties keys = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            keys.load(reader);
        } catch (IOException e) {
            throw new StartFailure("cannot read the configuration " + file, e);
        }
        String storage = keys.getProperty("quorate.storage", "filelog");
        String consensus = keys.getProperty("quorate.consensus", "solo");
        List<Choice> choices = List.of(
                new Choice("quorate.storage", "storage.engine", storage, Map.of()),
                new Choice("quorate.consensus", "consensus.protocol", consensus, Map.of()));
        Map<String, Map<String, Object>> configurations = new LinkedHashMap<>();
        configurations.put("io.quorate.loop", Map.of());
        configurations.put("io.quorate.auth.digest", Map.of());
        configurations.put("io.quorate.auth.ip", Map.of());
        configurations.put("io.quorate.replica", Map.of(
                "dataDir", keys.getProperty("dataDir"),
                "dataLogDir", keys.getProperty("dataLogDir", keys.getProperty("dataDir")),
                "tickMillis", Integer.valueOf(keys.getProperty("tickTime", "3000")),
                "storage.target", "(storage.engine=" + storage + ")",
                "consensus.target", "(consensus.protocol=" + consensus + ")"));
        configurations.put("io.quorate.admin", Map.of());
        configurations.put("io.quorate.gate.client", Map.of("clientPort", Integer.valueOf(keys.getProperty("clientPort", "2181"))));
        return new ServerSetup(choices, configurations);
    }
}
