package io.quorate.replica;

import io.quorate.storage.HardState;
import io.quorate.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The consensus hard state as three values of the storage engine; the epochs are decimal text, so
 * that ZooKeeper reads them. Source: spec disk-format section 2.
 */
final class HardStateFiles {

    static final String ACCEPTED_EPOCH = "acceptedEpoch";
    static final String CURRENT_EPOCH = "currentEpoch";
    static final String PLUGIN_STATE = "consensusState";

    private HardStateFiles() {}

    /**
     * Writes what differs from {@code before}, which is what the store holds; null if that is not
     * known. Each value costs two syncs.
     */
    static void write(
            HardState store,
            io.quorate.consensus.HardState before,
            io.quorate.consensus.HardState state)
            throws StorageException {
        if (before == null || !Arrays.equals(before.pluginState(), state.pluginState())) {
            store.put(PLUGIN_STATE, state.pluginState());
        }
        if (before == null || before.acceptedEpoch() != state.acceptedEpoch()) {
            store.put(ACCEPTED_EPOCH, text(state.acceptedEpoch()));
        }
        if (before == null || before.currentEpoch() != state.currentEpoch()) {
            store.put(CURRENT_EPOCH, text(state.currentEpoch()));
        }
    }

    static void write(HardState store, io.quorate.consensus.HardState state)
            throws StorageException {
        write(store, null, state);
    }

    static io.quorate.consensus.HardState read(HardState store) throws StorageException {
        byte[] plugin = store.get(PLUGIN_STATE);
        return new io.quorate.consensus.HardState(
                number(store, ACCEPTED_EPOCH),
                number(store, CURRENT_EPOCH),
                plugin == null ? new byte[0] : plugin);
    }

    private static byte[] text(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }

    private static long number(HardState store, String key) throws StorageException {
        byte[] value = store.get(key);
        if (value == null) {
            return -1;
        }
        String text =
                new String(value, StandardCharsets.US_ASCII).lines().findFirst().orElse("").trim();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    key + " holds \"" + text + "\" instead of a number");
        }
    }
}
