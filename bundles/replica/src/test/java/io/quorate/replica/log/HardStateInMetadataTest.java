package io.quorate.replica.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.consensus.HardState;
import io.quorate.replica.TestSettings;
import io.quorate.storage.MetadataStore;
import io.quorate.storage.StorageException;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.SimStorageHost;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Epochs in files that others can write. */
class HardStateInMetadataTest {

    private static final String OWNER = "multi-paxos";

    private final MetadataStore store;

    HardStateInMetadataTest() throws Exception {
        SimStorageHost host = new SimStorageHost(new SimDisk(1), SimStorageHost.withoutReserve());
        store = TestSettings.filelog().open(TestSettings.DIRS, host).metadata();
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        for (HardState state :
                new HardState[] {HardState.INITIAL, new HardState(7, 5, new byte[] {1})}) {
            HardStateInMetadata.write(store, OWNER, state);
            HardStateInMetadata.settle(store, 0);
            HardState read = HardStateInMetadata.read(store, OWNER);
            assertThat(read.acceptedEpoch()).isEqualTo(state.acceptedEpoch());
            assertThat(read.currentEpoch()).isEqualTo(state.currentEpoch());
            assertThat(read.pluginState()).isEqualTo(state.pluginState());
        }
    }

    /** A crash in between: a note that stands there without epochs was bereft of them by hand. */
    @Test
    void aNoteIsWrittenBehindTheEpochs() throws Exception {
        List<String> written = new ArrayList<>();
        MetadataStore watched =
                (MetadataStore)
                        Proxy.newProxyInstance(
                                MetadataStore.class.getClassLoader(),
                                new Class<?>[] {MetadataStore.class},
                                (proxy, method, arguments) -> {
                                    if (method.getName().equals("put")) {
                                        written.add((String) arguments[0]);
                                    }
                                    return method.invoke(store, arguments);
                                });
        HardStateInMetadata.write(
                watched, OWNER, HardState.INITIAL, new HardState(1, 0, new byte[] {1}));
        assertThat(written)
                .containsExactly("acceptedEpoch", "currentEpoch", "consensusState-" + OWNER);
    }

    /** A promise is not forgotten because its file is damaged. */
    @ParameterizedTest
    @CsvSource({
        "-5, 'acceptedEpoch holds -5, but an epoch is a number from 0 to 2147483647'",
        "2147483648, acceptedEpoch holds 2147483648",
        "9223372036854775807, acceptedEpoch holds 9223372036854775807",
        "9223372036854775808, instead of a number",
        "seven, instead of a number"
    })
    void whatIsNoEpochIsRefused(String text, String sentence) throws Exception {
        store.put("acceptedEpoch", text.getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> HardStateInMetadata.settle(store, 0))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        refused ->
                                assertThat(refused.kind()).isEqualTo(StorageException.Kind.CORRUPT))
                .hasMessageContaining(sentence);
    }
}
