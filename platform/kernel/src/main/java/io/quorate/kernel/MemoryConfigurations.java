package io.quorate.kernel;

import java.util.Collections;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.cm.PersistenceManager;

/**
 * Keeps configurations in memory: the one source of truth is the server's configuration file, read
 * anew at every start.
 */
@SuppressWarnings("rawtypes")
final class MemoryConfigurations implements PersistenceManager {

    /**
     * Value of the service property {@code name} and of the framework property {@code felix.cm.pm}.
     */
    static final String NAME = "quorate";

    private final Map<String, Dictionary> byPid = new ConcurrentHashMap<>();

    @Override
    public boolean exists(String pid) {
        return byPid.containsKey(pid);
    }

    @Override
    public Dictionary load(String pid) {
        return byPid.get(pid);
    }

    @Override
    public Enumeration getDictionaries() {
        return Collections.enumeration(byPid.values());
    }

    @Override
    public void store(String pid, Dictionary properties) {
        byPid.put(pid, properties);
    }

    @Override
    public void delete(String pid) {
        byPid.remove(pid);
    }
}
