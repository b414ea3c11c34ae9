package org.example.quorate.scratch;

import io.quorate.storage.HardState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Named values in maps; they last as long as the engine. Thread-safe. */
final class ScratchHardState implements HardState {

    private final Map<String, byte[]> values = new ConcurrentHashMap<>();
    private final Map<String, byte[]> announced = new ConcurrentHashMap<>();

    @Override
    public byte[] get(String key) {
        return copy(values.get(key));
    }

    @Override
    public void put(String key, byte[] value) {
        values.put(key, value.clone());
    }

    @Override
    public void announce(String key, byte[] value) {
        if (value == null) {
            announced.remove(key);
        } else {
            announced.put(key, value.clone());
        }
    }

    @Override
    public byte[] announced(String key) {
        return copy(announced.get(key));
    }

    @Override
    public void hint(String key, byte[] value) {
        put(key, value);
    }

    private static byte[] copy(byte[] value) {
        return value == null ? null : value.clone();
    }
}
