package io.quorate.testkit.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.testkit.module.AssemblyNames;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which tests are for which assembly. */
class RequirementTest {

    private static List<Requirement> metBy(String names) {
        return Arrays.stream(Requirement.values())
                .filter(requirement -> requirement.isMetBy(AssemblyNames.parse(names)))
                .toList();
    }

    @Test
    void everyAssemblyHasWhatItsPluginsHave() {
        assertThat(metBy("zab,fast,filelog")).containsExactly(Requirement.values());
        assertThat(metBy("zab,fast,memory")).containsExactly(Requirement.PEERS);
        assertThat(metBy("zab,basic,filelog"))
                .containsExactly(
                        Requirement.PEERS,
                        Requirement.DURABLE_STORAGE,
                        Requirement.ZOOKEEPER_FILES);
        assertThat(metBy("multi-paxos,fast,filelog"))
                .containsExactly(
                        Requirement.PEERS,
                        Requirement.DURABLE_STORAGE,
                        Requirement.ZOOKEEPER_FILES);
        assertThat(metBy("solo")).doesNotContain(Requirement.PEERS, Requirement.ZOOKEEPER_PEERS);
        assertThat(metBy("solo,-,memory")).isEmpty();
    }

    @Test
    void aTestThatIsNotForAnAssemblySaysWhy() {
        assertThat(Requirement.DURABLE_STORAGE.refusal(AssemblyNames.parse("solo,,memory")))
                .isEqualTo(
                        "not for solo,-,memory: needs a storage that keeps its data when the process ends");
    }

    @Test
    void namesAreWrittenAsTheyAreRead() {
        assertThat(AssemblyNames.parse(" zab, fast ,filelog")).hasToString("zab,fast,filelog");
        assertThat(AssemblyNames.parse("solo")).hasToString("solo,-,-");
        assertThat(AssemblyNames.parse("solo,-,memory").keys())
                .containsOnlyKeys("quorate.consensus", "quorate.storage");
        assertThatThrownBy(() -> AssemblyNames.parse("-,fast"))
                .hasMessageContaining("is not consensus,election,storage");
    }
}
