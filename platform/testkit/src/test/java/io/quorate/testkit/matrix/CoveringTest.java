package io.quorate.testkit.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.testkit.module.AssemblyNames;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CoveringTest {

    private static final AssemblyNames TESTED = AssemblyNames.parse("zab,fast,filelog");

    private static List<AssemblyNames> all(String... names) {
        return Stream.of(names).map(AssemblyNames::parse).toList();
    }

    @Test
    void threeOfEightHaveEveryPairThatIsNotTestedYet() {
        List<AssemblyNames> eight =
                all(
                        "multi-paxos,basic,filelog",
                        "multi-paxos,basic,memory",
                        "multi-paxos,fast,filelog",
                        "multi-paxos,fast,memory",
                        "zab,basic,filelog",
                        "zab,basic,memory",
                        "zab,fast,filelog",
                        "zab,fast,memory");
        assertThat(Covering.of(eight, TESTED))
                .containsExactlyElementsOf(
                        all(
                                "multi-paxos,basic,filelog",
                                "multi-paxos,fast,memory",
                                "zab,basic,memory"));
    }

    @Test
    void whatIsTestedIsNotTestedAgain() {
        assertThat(Covering.of(all("zab,fast,filelog", "zab,fast,memory"), TESTED))
                .containsExactlyElementsOf(all("zab,fast,memory"));
        assertThat(Covering.of(all("zab,fast,filelog"), TESTED)).isEmpty();
    }
}
