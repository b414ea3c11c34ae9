package io.quorate.replica.auth;

import io.quorate.auth.AuthCapability;
import io.quorate.auth.AuthScheme;
import io.quorate.service.PluginInUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authentication schemes that are present right now, and the plugin that serves each of them.
 * They come and go while clients stay connected; where several plugins offer one scheme, the first
 * of {@link AuthProvider#FIRST_SERVES} serves and the others stand by. Any thread.
 */
public final class AuthSchemes {

    /** How long a start or a change waits for a plugin to bring its scheme up. */
    static final long PATIENCE_MILLIS = 5000;

    private static final Logger LOG = LoggerFactory.getLogger(AuthSchemes.class);

    /** A scheme's providers with what they offer, the one that serves first. */
    private final Map<String, NavigableMap<AuthProvider, GuardedScheme>> offered = new TreeMap<>();

    /** Providers that were bound and not unbound, by service. */
    private final Map<Long, AuthProvider> bound = new ConcurrentHashMap<>();

    private final AtomicInteger generation = new AtomicInteger();
    private final Map<String, GuardedScheme> serving = new ConcurrentHashMap<>();
    private final long patienceMillis;

    /** Those with the capability {@code CONNECTIONS}, by name. */
    private volatile List<GuardedScheme> toldOfConnections = List.of();

    public AuthSchemes() {
        this(PATIENCE_MILLIS);
    }

    public AuthSchemes(long patienceMillis) {
        this.patienceMillis = patienceMillis;
    }

    /**
     * A plugin offers a scheme. Bringing it up runs the plugin's code, on a thread of its own: one
     * that takes too long is entered when it is there, and holds up nobody.
     *
     * @param bringUp gives the scheme; null, or a failure, if it does not come up
     */
    public void present(AuthProvider provider, Supplier<AuthScheme> bringUp) {
        bound.put(provider.serviceId(), provider);
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("auth-" + provider.scheme())
                        .start(() -> bringUp(provider, bringUp));
        try {
            if (!thread.join(Duration.ofMillis(patienceMillis))) {
                LOG.warn(
                        "Scheme {} of {} has not come up within {} ms; the server goes on without",
                        provider.scheme(),
                        provider,
                        patienceMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A scheme that is no plugin, for as long as the server runs. */
    public void present(AuthScheme scheme) {
        present(
                new AuthProvider(
                        scheme.scheme(), "embedded", Version.emptyVersion, 0, -1 - bound.size()),
                () -> scheme);
    }

    private void bringUp(AuthProvider provider, Supplier<AuthScheme> bringUp) {
        try {
            AuthScheme scheme = bringUp.get();
            if (scheme == null) {
                return; // the kernel says why its component does not run
            }
            if (!provider.scheme().equals(scheme.scheme())) {
                LOG.warn(
                        "{} offers scheme {}, but calls it {}; it is left out",
                        provider,
                        provider.scheme(),
                        scheme.scheme());
                return;
            }
            enter(provider, new GuardedScheme(scheme));
        } catch (Throwable thrown) { // it is not our code
            LOG.warn(
                    "Scheme {} of {} does not come up: {}",
                    provider.scheme(),
                    provider,
                    thrown.toString());
        }
    }

    private synchronized void enter(AuthProvider provider, GuardedScheme scheme) {
        if (!provider.equals(bound.get(provider.serviceId()))) {
            return; // gone before it was there
        }
        NavigableMap<AuthProvider, GuardedScheme> providers =
                offered.computeIfAbsent(
                        provider.scheme(), name -> new TreeMap<>(AuthProvider.FIRST_SERVES));
        AuthProvider before = providers.isEmpty() ? null : providers.firstKey();
        boolean exchange =
                providers.keySet().stream().anyMatch(p -> p.plugin().equals(provider.plugin()));
        providers.put(provider, scheme);
        serving.put(provider.scheme(), providers.firstEntry().getValue());
        changed();
        if (exchange) {
            LOG.debug("Scheme {} is offered by {} too", provider.scheme(), provider);
        } else if (before == null) {
            LOG.info("Scheme {} is served by {}", provider.scheme(), provider);
        } else if (providers.firstKey().equals(provider)) {
            LOG.info(
                    "Scheme {} is served by {}; {} stands by", provider.scheme(), provider, before);
        } else {
            LOG.info(
                    "Scheme {} is served by {}; {} stands by", provider.scheme(), before, provider);
        }
    }

    /** A plugin has gone; another one that offers the scheme serves from now on. */
    @SuppressWarnings("NullAway") // where there are providers there is one
    public synchronized void absent(AuthProvider gone) {
        AuthProvider provider = bound.remove(gone.serviceId());
        NavigableMap<AuthProvider, GuardedScheme> providers =
                provider == null ? null : offered.get(provider.scheme());
        if (providers == null || !providers.containsKey(provider)) {
            return;
        }
        boolean served = providers.firstKey().equals(provider);
        providers.remove(provider);
        if (providers.isEmpty()) {
            offered.remove(provider.scheme());
            serving.remove(provider.scheme());
            changed();
            LOG.info("Scheme {} is served by no plugin now", provider.scheme());
        } else if (served) {
            AuthProvider next = providers.firstKey();
            serving.put(provider.scheme(), providers.firstEntry().getValue());
            changed();
            if (!next.plugin().equals(provider.plugin())) {
                LOG.info("Scheme {} is served by {} now", provider.scheme(), next);
            }
        }
    }

    private void changed() {
        toldOfConnections =
                new TreeMap<>(serving)
                        .values().stream()
                                .filter(scheme -> scheme.has(AuthCapability.CONNECTIONS))
                                .toList();
        generation.incrementAndGet();
    }

    /** The schemes that learn of new connections, always in the same order. */
    public List<GuardedScheme> toldOfConnections() {
        return toldOfConnections;
    }

    /** Grows, after the change, whenever a scheme comes, goes or is served by another plugin. */
    public int generation() {
        return generation.get();
    }

    /** What serves each scheme, by the names of the schemes. */
    public synchronized List<PluginInUse> inUse() {
        List<PluginInUse> plugins = new ArrayList<>();
        offered.forEach(
                (scheme, providers) -> {
                    Version version = providers.firstKey().version();
                    plugins.add(
                            new PluginInUse(
                                    "auth",
                                    scheme,
                                    version.equals(Version.emptyVersion)
                                            ? ""
                                            : version.toString()));
                });
        return plugins;
    }

    /** The scheme, or null while it is absent. */
    public @Nullable GuardedScheme find(@Nullable String scheme) {
        return scheme == null ? null : serving.get(scheme);
    }
}
