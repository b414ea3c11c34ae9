package io.quorate.config;

import io.quorate.model.Membership;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a configuration file says about all members of an ensemble alike; its readers need not be
 * one of them. Immutable.
 *
 * <p>Source: spec quorum-protocol sections 2.1 and 2.4.
 *
 * @param membership without any member when the file has no server lines
 * @param clientPort where the file names one for members whose lines have none; 0 if it does not
 */
public record EnsembleConfiguration(Membership membership, int clientPort) {

    /**
     * Reads the file, and the dynamic one where it names one, as a server does.
     *
     * @throws ConfigurationException with one plain sentence
     */
    public static EnsembleConfiguration read(Path path) throws ConfigurationException {
        ConfigurationFile file = ConfigurationFile.read(path);
        Settings settings = Settings.ofServer(file, Map.of(), List.of());
        return new EnsembleConfiguration(
                new MembershipLines(file, settings).membership(),
                settings.isSet("clientPort") ? (int) settings.number("clientPort") : 0);
    }
}
