package io.quorate.consensus.multipaxos.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.model.ServerId;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A member that a leader of this protocol cannot serve dials it: the logs of both say why. */
class OtherClusterTest {

    private static final int BYTES_MAX = 1 << 20;

    private static ProtocolViolation violation(
            boolean dialled, PaxosMessage.Preamble own, byte[] bytes) {
        PaxosCodec codec = new PaxosCodec(dialled, own, BYTES_MAX);
        return catchThrowableOfType(
                ProtocolViolation.class,
                () -> {
                    for (int end = 0; end <= bytes.length; end++) {
                        codec.decode(ByteBuffer.wrap(bytes, 0, end), message -> {});
                    }
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|8|3|it belongs to the cluster 8, this server to 7; see multiPaxos.clusterId|it belongs to the cluster 7, this server to 8; see multiPaxos.clusterId",
                "1|7|2|it has the number of this server; see the myid files|it has the number of this server; see the myid files",
                "2|7|3|it speaks version 2 of multi-paxos, and 1 is needed|it does not say why"
            })
    void bothSidesSayWhy(int version, long clusterId, long id, String there, String here) {
        PaxosMessage.Preamble leader =
                new PaxosMessage.Preamble(PaxosMessage.VERSION, 7, new ServerId(2));
        PaxosMessage.Preamble learner =
                new PaxosMessage.Preamble(version, clusterId, new ServerId(id));
        ByteBuffer introduction = ByteBuffer.allocate(FrameWriter.PREAMBLE_BYTES);
        new FrameWriter().write(learner, introduction);
        ProtocolViolation refused = violation(false, leader, introduction.array());
        assertThat(refused).hasMessage("server " + id + " is turned away: " + there);
        assertThat(violation(true, learner, refused.lastWords()))
                .hasMessage("server 2 turns this one away: " + here);
    }
}
