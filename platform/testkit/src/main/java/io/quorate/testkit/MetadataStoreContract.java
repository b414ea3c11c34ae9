package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.storage.MetadataStore;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import io.quorate.storage.StorageHost;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every hard state must do. A storage extends this class; one that forgets says so by {@link
 * #durable()}.
 */
public abstract class MetadataStoreContract {

    /** Open hard state. */
    public interface Opened extends AutoCloseable {
        MetadataStore metadata();

        @Override
        void close();
    }

    private static final int CRASH_RUNS = 40;

    protected SimDisk disk = new SimDisk(1);
    protected SimStorageHost host = new SimStorageHost(disk, SimStorageHost.withoutReserve());
    private Opened opened;

    /** Opens the hard state of the host's disk. */
    protected abstract Opened open(StorageHost host) throws Exception;

    /** False if nothing survives closing. */
    protected boolean durable() {
        return true;
    }

    @AfterEach
    void closeHardState() {
        if (opened != null) {
            opened.close();
        }
    }

    private MetadataStore metadata() throws Exception {
        closeHardState();
        opened = null;
        opened = open(host);
        return opened.metadata();
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anUnknownKeyIsNull() throws Exception {
        assertThat(metadata().get("ballot")).isNull();
        assertThat(metadata().get("currentEpoch")).isNull();
    }

    @Test
    void theLastValueCounts() throws Exception {
        MetadataStore state = metadata();
        for (String key : new String[] {"ballot", "currentEpoch", "acceptedEpoch"}) {
            state.put(key, text("1"));
            state.put(key, text("23"));
            assertThat(state.get(key)).isEqualTo(text("23"));
            state.put(key, text("4"));
            assertThat(state.get(key)).isEqualTo(text("4"));
        }
        state.put("empty", text(""));
        assertThat(state.get("empty")).isEmpty();
    }

    @Test
    void whatIsAnnouncedIsNotInForce() throws Exception {
        MetadataStore state = metadata();
        state.put("currentEpoch", new byte[] {'5'});
        assertThat(state.announced("currentEpoch")).isNull();
        state.announce("currentEpoch", new byte[] {'7'});
        assertThat(state.get("currentEpoch")).containsExactly('5');
        assertThat(state.announced("currentEpoch")).containsExactly('7');
        state.announce("currentEpoch", null);
        state.announce("currentEpoch", null);
        assertThat(state.announced("currentEpoch")).isNull();
        assertThat(state.get("currentEpoch")).containsExactly('5');
    }

    @Test
    void aHintIsSeenAtOnceAndGivesWayToALaterPut() throws Exception {
        MetadataStore state = metadata();
        state.hint("mark", text("1"));
        assertThat(state.get("mark")).isEqualTo(text("1"));
        state.put("mark", text("2"));
        assertThat(state.get("mark")).isEqualTo(text("2"));
        state.hint("mark", text("3"));
        assertThat(state.get("mark")).isEqualTo(text("3"));
    }

    @Test
    void aPutSurvivesEveryCrash() throws Exception {
        if (!durable()) {
            metadata().put("ballot", text("1"));
            disk.crash();
            disk.restart();
            opened = null;
            assertThat(metadata().get("ballot")).isNull();
            return;
        }
        for (String key : new String[] {"ballot", "currentEpoch"}) {
            for (SimDisk.Survival survival : SimDisk.Survival.values()) {
                for (int count = 0; count < CRASH_RUNS; count++) {
                    crashWhilePutting(key, survival, count);
                }
            }
        }
    }

    private void crashWhilePutting(String key, SimDisk.Survival survival, int count)
            throws Exception {
        SimDisk crashing = new SimDisk(count);
        SimStorageHost crashingHost = new SimStorageHost(crashing, SimStorageHost.withoutReserve());
        crashing.survival(survival);
        crashing.crashAfter(count);
        int returned = 0;
        int tried = 0;
        try {
            MetadataStore state = open(crashingHost).metadata();
            for (tried = 1; tried <= 5; tried++) {
                // From 8 on, so that a value gets longer.
                state.put(key, text("" + (7 + tried)));
                returned = tried;
                state.hint("mark", text("m" + tried));
            }
            crashing.crash();
        } catch (SimCrash expected) {
            // The point of it.
        }
        crashing.restart();
        try (Opened again = open(crashingHost)) {
            byte[] found = again.metadata().get(key);
            int value =
                    found == null
                            ? 0
                            : Integer.parseInt(new String(found, StandardCharsets.UTF_8)) - 7;
            assertThat(value)
                    .as("%s, crash after %d operations, %s survives", key, count, survival)
                    .isBetween(returned, tried);
            byte[] mark = again.metadata().get("mark");
            assertThat(mark == null || mark[0] == 'm').isTrue();
            again.metadata().put(key, text("99"));
            assertThat(again.metadata().get(key)).isEqualTo(text("99"));
        }
    }

    @Test
    void aFailedPutIsFatal() throws Exception {
        if (!durable()) {
            return;
        }
        MetadataStore state = metadata();
        state.put("ballot", text("1"));
        disk.fail(SimDisk.Operation.SYNC, "ballot", "Input/output error");
        assertThatThrownBy(() -> state.put("ballot", text("2")))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        fault -> assertThat(fault.kind()).isEqualTo(Kind.IO));
        assertThatThrownBy(() -> state.get("ballot"))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        fault -> assertThat(fault.kind()).isEqualTo(Kind.POISONED));
        // Whether the old value or the new one is found, it is one that lasts.
        byte[] found = metadata().get("ballot");
        assertThat(found).isIn(text("1"), text("2"));
        opened = null;
        disk.survival(SimDisk.Survival.NOTHING);
        disk.crash();
        disk.restart();
        assertThat(metadata().get("ballot")).isEqualTo(found);
    }

    /** The new file has its name, and the directory does not know it yet for good. */
    @Test
    void whatIsFoundUnderANewNameLasts() throws Exception {
        if (!durable()) {
            return;
        }
        MetadataStore state = metadata();
        state.put("ballot", text("1"));
        disk.fail(SimDisk.Operation.SYNC_DIRECTORY, "", "Input/output error");
        assertThatThrownBy(() -> state.put("ballot", text("22")))
                .isInstanceOf(StorageException.class);
        byte[] found = metadata().get("ballot");
        opened = null;
        disk.survival(SimDisk.Survival.NOTHING);
        disk.crash();
        disk.restart();
        assertThat(metadata().get("ballot")).isEqualTo(found);
    }
}
