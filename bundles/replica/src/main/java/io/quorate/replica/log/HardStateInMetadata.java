package io.quorate.replica.log;

import io.quorate.consensus.HardState;
import io.quorate.model.Zxid;
import io.quorate.storage.MetadataStore;
import io.quorate.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The consensus hard state as three values of the storage engine; the epochs are decimal text, so
 * that ZooKeeper reads them. The private state of each protocol has a key of its own, named after
 * the protocol: no other one reads it or writes over it. Source: spec disk-format section 2,
 * consensus SPI C1.
 */
public final class HardStateInMetadata {

    static final String ACCEPTED_EPOCH = "acceptedEpoch";
    static final String CURRENT_EPOCH = "currentEpoch";
    private static final String PLUGIN_STATE = "consensusState-";
    private static final byte[] NOTHING = {};

    /** An epoch that there is not. */
    private static final long NONE = -1;

    private HardStateInMetadata() {}

    /**
     * Writes what differs from {@code before}, which is what the store holds; null if that is not
     * known. Each value costs a sync, and a second one if its length has changed. A note of a
     * protocol never stands there without epochs.
     *
     * @param owner the protocol whose state it is
     */
    public static void write(
            MetadataStore store, String owner, @Nullable HardState before, HardState state)
            throws StorageException {
        if (before == null || before.acceptedEpoch() != state.acceptedEpoch()) {
            store.put(ACCEPTED_EPOCH, text(state.acceptedEpoch()));
        }
        if (before == null || before.currentEpoch() != state.currentEpoch()) {
            store.put(CURRENT_EPOCH, text(state.currentEpoch()));
        }
        byte[] pluginBefore = before == null ? plugin(store, owner) : before.pluginState();
        if (!Arrays.equals(pluginBefore, state.pluginState())) {
            store.put(PLUGIN_STATE + owner, state.pluginState());
        }
    }

    public static void write(MetadataStore store, String owner, HardState state)
            throws StorageException {
        write(store, owner, null, state);
    }

    private static byte[] plugin(MetadataStore store, String owner) throws StorageException {
        byte[] plugin = store.get(PLUGIN_STATE + owner);
        return plugin == null ? NOTHING : plugin;
    }

    /**
     * Puts the current epoch of a state that is about to come beside the one in force, where
     * ZooKeeper looks when its log is ahead of its epoch. A tree of a later epoch must not be found
     * without.
     */
    public static void announce(MetadataStore store, HardState state) throws StorageException {
        store.announce(CURRENT_EPOCH, text(state.currentEpoch()));
    }

    /** What was announced has come, or will not. */
    static void withdraw(MetadataStore store) throws StorageException {
        store.announce(CURRENT_EPOCH, null);
    }

    /** Whether the store has an epoch later than those of {@code state}. */
    static boolean isBeyond(MetadataStore store, HardState state) throws StorageException {
        return number(store.get(ACCEPTED_EPOCH), ACCEPTED_EPOCH) > state.acceptedEpoch()
                || number(store.get(CURRENT_EPOCH), CURRENT_EPOCH) > state.currentEpoch();
    }

    /**
     * Before anything relies on them: takes over an epoch that was on its way into force when the
     * server stopped, as ZooKeeper does, and refuses epochs that contradict the log.
     *
     * @param lastZxid end of log and tree
     * @throws StorageException CORRUPT, in one sentence
     */
    public static void settle(MetadataStore store, long lastZxid) throws StorageException {
        long epoch = Zxid.epoch(lastZxid);
        long current = number(store.get(CURRENT_EPOCH), CURRENT_EPOCH);
        long accepted = number(store.get(ACCEPTED_EPOCH), ACCEPTED_EPOCH);
        if (current >= 0 && current < epoch) {
            long announced = number(store.announced(CURRENT_EPOCH), CURRENT_EPOCH + ".tmp");
            if (announced >= epoch) {
                store.put(CURRENT_EPOCH, text(announced));
                store.announce(CURRENT_EPOCH, null);
                current = announced;
            }
        }
        if (current >= 0 && current < epoch) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "the log ends with %s, which is of epoch %d, but the file currentEpoch says %d: a file of another time or server is among them"
                            .formatted(Zxid.text(lastZxid), epoch, current));
        }
        long least = current < 0 ? epoch : current;
        if (accepted >= 0 && accepted < least) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "the file acceptedEpoch says %d, which is less than the current epoch %d: a file of another time or server is among them"
                            .formatted(accepted, least));
        }
    }

    /** What is in force, with the private state of {@code owner}: empty if it has written none. */
    public static HardState read(MetadataStore store, String owner) throws StorageException {
        return new HardState(
                number(store.get(ACCEPTED_EPOCH), ACCEPTED_EPOCH),
                number(store.get(CURRENT_EPOCH), CURRENT_EPOCH),
                plugin(store, owner));
    }

    private static byte[] text(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }

    private static long number(byte @Nullable [] value, String key) throws StorageException {
        if (value == null) {
            return NONE;
        }
        String text =
                new String(value, StandardCharsets.US_ASCII).lines().findFirst().orElse("").trim();
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    key + " holds \"" + text + "\" instead of a number");
        }
        // Nobody writes another one; taken for none, it would be a promise that is forgotten.
        if (number < NONE || number > Zxid.EPOCH_MAX) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "%s holds %d, but an epoch is a number from 0 to %d"
                            .formatted(key, number, Zxid.EPOCH_MAX));
        }
        return number;
    }
}
