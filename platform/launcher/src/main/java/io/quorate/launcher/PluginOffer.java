package io.quorate.launcher;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.StartFailure;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a plugin that a configuration may choose is there, before servers are stopped for it:
 * {@code PluginOffer folder consensus|election name}. Ends with 1 and a sentence where it is not.
 * Used by the scripts.
 */
final class PluginOffer {

    private static final Map<String, String> PROPERTIES =
            Map.of("consensus", "consensus.protocol", "election", "election.algorithm");

    private PluginOffer() {}

    public static void main(String... arguments) {
        String missing;
        try {
            missing = missing(Path.of(arguments[0]), arguments[1], arguments[2]);
        } catch (StartFailure failure) {
            missing = failure.getMessage();
        }
        if (missing != null) {
            System.err.println("quorate: " + missing);
            System.exit(1);
        }
    }

    /** The sentence that says that it is not there; null if it is. */
    static @Nullable String missing(Path plugins, String kind, String name) throws StartFailure {
        Set<String> offered = Kernel.offered(plugins, PROPERTIES.get(kind));
        return offered.contains(name)
                ? null
                : "no plugin in "
                        + plugins
                        + " offers quorate."
                        + kind
                        + '='
                        + name
                        + "; there is "
                        + String.join(", ", offered);
    }
}
