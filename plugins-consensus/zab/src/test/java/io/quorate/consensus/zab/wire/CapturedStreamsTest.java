package io.quorate.consensus.zab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What servers of ZooKeeper 3.9.5 said to each other on their quorum ports: read and written again,
 * byte for byte.
 */
class CapturedStreamsTest {

    @Test
    void everyCaptureIsReadAndWrittenByteForByte() throws Exception {
        List<Captures.Captured> captures = Captures.all();
        assertThat(captures).hasSizeGreaterThan(30);
        Set<String> kinds = new TreeSet<>();
        for (Captures.Captured capture : captures) {
            List<ZabMessage> messages = Captures.read(capture, null);
            assertThat(HexFormat.of().formatHex(Captures.write(capture.fromLeader(), messages)))
                    .as(capture.name())
                    .isEqualTo(HexFormat.of().formatHex(capture.bytes()));
            messages.forEach(message -> kinds.add(message.getClass().getSimpleName()));
        }
        assertThat(kinds)
                .as("kinds of messages seen")
                .hasSize(ZabMessage.class.getPermittedSubclasses().length);
    }

    @Test
    void aCaptureMayArriveInAnyPieces() throws Exception {
        for (Captures.Captured capture : Captures.all()) {
            for (int seed = 1; seed <= 5; seed++) {
                byte[] written =
                        Captures.write(
                                capture.fromLeader(), Captures.read(capture, new Random(seed)));
                assertThat(written)
                        .as("%s in pieces of seed %d", capture.name(), seed)
                        .isEqualTo(capture.bytes());
            }
        }
    }

    @Test
    void aReconfigurationIsRecognised() throws Exception {
        List<Membership> proposed = new ArrayList<>();
        for (Captures.Captured capture : Captures.all()) {
            for (ZabMessage message : Captures.read(capture, null)) {
                if (message instanceof ZabMessage.Proposal proposal
                        && proposal.membership() != null) {
                    proposed.add(proposal.membership());
                }
            }
        }
        assertThat(proposed)
                .isNotEmpty()
                .allSatisfy(membership -> assertThat(membership.version()).isPositive());
        assertThat(proposed)
                .anySatisfy(
                        membership ->
                                assertThat(membership.participates(new ServerId(4))).isTrue());
    }
}
