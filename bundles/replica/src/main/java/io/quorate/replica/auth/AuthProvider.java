package io.quorate.replica.auth;

import io.quorate.auth.AuthScheme;
import java.util.Comparator;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/**
 * A plugin that offers a scheme. Which of several serves does not depend on when they came, so that
 * it is the same after a restart.
 *
 * @param scheme the scheme's name
 * @param plugin symbolic name of the bundle
 * @param version of the bundle
 * @param ranking service property; a plugin sets it to come first
 * @param serviceId distinguishes services of one bundle
 */
public record AuthProvider(
        String scheme, String plugin, Version version, int ranking, long serviceId) {

    /** Ranking, then the name of the plugin, then the newer one. */
    static final Comparator<AuthProvider> FIRST_SERVES =
            Comparator.comparing(AuthProvider::ranking, Comparator.reverseOrder())
                    .thenComparing(AuthProvider::plugin)
                    .thenComparing(AuthProvider::version, Comparator.reverseOrder())
                    .thenComparingLong(AuthProvider::serviceId);

    public static AuthProvider of(ServiceReference<AuthScheme> service) {
        // A bundle that has just been uninstalled is no longer named by its services.
        Bundle bundle = service.getBundle();
        return new AuthProvider(
                String.valueOf(service.getProperty(AuthScheme.SCHEME)),
                bundle == null ? "" : bundle.getSymbolicName(),
                bundle == null ? Version.emptyVersion : bundle.getVersion(),
                service.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking
                        ? ranking
                        : 0,
                (Long) service.getProperty(Constants.SERVICE_ID));
    }

    @Override
    public String toString() {
        return plugin + ' ' + version;
    }
}
