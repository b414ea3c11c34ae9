package io.quorate.replica;

import io.quorate.auth.AuthScheme;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authentication schemes that are present right now. They come and go while clients stay
 * connected. Any thread.
 */
final class AuthSchemes {

    private static final Logger LOG = LoggerFactory.getLogger(AuthSchemes.class);

    private final AtomicInteger generation = new AtomicInteger();
    private final Map<String, AuthScheme> schemes = new ConcurrentHashMap<>();

    void present(AuthScheme scheme) {
        schemes.put(scheme.scheme(), scheme);
        generation.incrementAndGet();
        LOG.info("Authentication scheme {} is present", scheme.scheme());
    }

    /** Entered again by another bundle meanwhile, the scheme stays. */
    void absent(AuthScheme scheme) {
        if (schemes.remove(scheme.scheme(), scheme)) {
            generation.incrementAndGet();
            LOG.info("Authentication scheme {} is absent", scheme.scheme());
        }
    }

    /** Grows, after the change, whenever a scheme comes or goes. */
    int generation() {
        return generation.get();
    }

    /** The scheme, or null while it is absent. */
    AuthScheme find(String scheme) {
        return scheme == null ? null : schemes.get(scheme);
    }
}
