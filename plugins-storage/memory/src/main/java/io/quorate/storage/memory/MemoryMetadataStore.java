package io.quorate.storage.memory;

import io.quorate.storage.MetadataStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Named values in a map; they last as long as the engine. Thread-safe. */
final class MemoryMetadataStore implements MetadataStore {

    private final Map<String, byte[]> values = new ConcurrentHashMap<>();
    private final Map<String, byte[]> announced = new ConcurrentHashMap<>();

    @Override
    public byte @Nullable [] get(String key) {
        byte[] value = values.get(key);
        return value == null ? null : value.clone();
    }

    @Override
    public void put(String key, byte[] value) {
        values.put(key, value.clone());
    }

    @Override
    public void announce(String key, byte @Nullable [] value) {
        if (value == null) {
            announced.remove(key);
        } else {
            announced.put(key, value.clone());
        }
    }

    @Override
    public byte @Nullable [] announced(String key) {
        byte[] value = announced.get(key);
        return value == null ? null : value.clone();
    }

    @Override
    public void hint(String key, byte[] value) {
        put(key, value);
    }
}
