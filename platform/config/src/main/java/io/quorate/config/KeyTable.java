package io.quorate.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The one table of keys: what the server understands, what it hands to whom, and what the reference page says. Immutable, any thread. */
final class KeyTable {

    static final List<Section> SECTIONS = List.of(
            ServerKeys.SECTION, ClientKeys.CONNECTIONS, StorageKeys.STORAGE, StorageKeys.NODES, ClientKeys.ACCESS, StorageKeys.ADMIN, ServerKeys.ENSEMBLES, StorageKeys.QUORATE);

    private static final Map<String, Key> EXACT = new HashMap<>();
    private static final List<Key> PATTERNS = new ArrayList<>();

    static {
        for (Key key : keys()) {
            if (key.isPattern()) {
                PATTERNS.add(key);
            } else {
                put(key.name(), key);
                key.aliases().forEach(alias -> put(alias, key));
            }
        }
    }

    private KeyTable() {}

    private static void put(String name, Key key) {
        if (EXACT.put(name, key) != null) {
            throw new IllegalStateException("the key " + name + " stands in the table twice");
        }
    }

    static List<Key> keys() {
        return SECTIONS.stream().flatMap(section -> section.keys().stream()).toList();
    }

    /** The row for a key as written in the file; null if there is none. */
    static Key find(String written) {
        Key exact = EXACT.get(written);
        if (exact != null) {
            return exact;
        }
        for (Key pattern : PATTERNS) {
            if (pattern.covers(written)) {
                return pattern;
            }
        }
        return null;
    }

    /** The row with this name. */
    static Key named(String name) {
        return EXACT.get(name);
    }
}
