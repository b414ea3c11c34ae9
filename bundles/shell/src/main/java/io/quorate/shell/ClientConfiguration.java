package io.quorate.shell;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Client settings by their {@code zookeeper.*} keys: from the file of {@code
 * -client-configuration}, else from system properties.
 */
final class ClientConfiguration {

    private final Properties properties;

    private ClientConfiguration(Properties properties) {
        this.properties = properties;
    }

    /**
     * @param file a properties file, or null for system properties alone
     */
    static ClientConfiguration load(@Nullable String file) throws StartFault {
        Properties properties = new Properties();
        if (file != null) {
            try (Reader reader = Files.newBufferedReader(Path.of(file))) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                String reason =
                        Files.exists(Path.of(file)) ? e.getMessage() : "the file is missing";
                throw new StartFault(
                        ExitCode.BAD_CONFIGURATION,
                        "Error while processing " + file + ": " + reason);
            }
        }
        return new ClientConfiguration(properties);
    }

    /** Value of a key, or null. */
    @Nullable String value(String key) {
        String value = properties.getProperty(key);
        return value == null ? System.getProperty(key) : value.strip();
    }

    String value(String key, String otherwise) {
        String value = value(key);
        return value == null ? otherwise : value;
    }

    boolean isTrue(String key, boolean otherwise) {
        return Boolean.parseBoolean(value(key, String.valueOf(otherwise)));
    }

    /** Value of a key that is a positive number. */
    int number(String key, int otherwise) throws StartFault {
        String value = value(key);
        try {
            int number = value == null ? otherwise : Integer.decode(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new StartFault(
                ExitCode.BAD_CONFIGURATION, key + " must be a positive number, not " + value);
    }
}
