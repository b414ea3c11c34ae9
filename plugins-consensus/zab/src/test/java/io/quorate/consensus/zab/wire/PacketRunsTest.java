package io.quorate.consensus.zab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.PeerMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Batches of acknowledgements and decisions: one message here, one packet each on the wire. */
class PacketRunsTest {

    private static List<PeerMessage> through(boolean toLearner, ZabMessage... messages)
            throws Exception {
        QuorumCodec codec = new QuorumCodec(toLearner, new ServerId(1), 1 << 20);
        ByteBuffer wire = ByteBuffer.allocate(1 << 20);
        for (ZabMessage message : messages) {
            codec.encode(message, wire);
        }
        List<PeerMessage> read = new ArrayList<>();
        codec.decode(wire.flip(), read::add);
        assertThat(wire.hasRemaining()).isFalse();
        return read;
    }

    private static long at(long counter) {
        return Zxid.of(3, counter);
    }

    @Test
    void aRunIsOnePacketForEachTransaction() {
        ByteBuffer wire = ByteBuffer.allocate(1024);
        QuorumCodec codec = new QuorumCodec(true, new ServerId(1), 1 << 20);
        ZabMessage run = new ZabMessage.Ack(at(4), at(6));
        codec.encode(run, wire);
        ByteBuffer single = ByteBuffer.allocate(1024);
        for (int counter = 4; counter <= 6; counter++) {
            codec.encode(new ZabMessage.Ack(at(counter)), single);
        }
        assertThat(wire.flip()).isEqualTo(single.flip());
        assertThat(codec.encodedBytesMax(run)).isEqualTo(60);
    }

    @Test
    void whatFollowsIsPutTogether() throws Exception {
        assertThat(
                        through(
                                false,
                                new ZabMessage.Ack(at(1)),
                                new ZabMessage.Ack(at(2)),
                                new ZabMessage.Ack(at(3), at(5)),
                                new ZabMessage.Ack(at(7))))
                .containsExactly(new ZabMessage.Ack(at(1), at(5)), new ZabMessage.Ack(at(7)));
        assertThat(
                        through(
                                true,
                                new ZabMessage.Commit(at(1)),
                                new ZabMessage.Commit(at(2)),
                                new ZabMessage.Synced(),
                                new ZabMessage.Commit(at(3))))
                .containsExactly(
                        new ZabMessage.Commit(at(1), at(2)),
                        new ZabMessage.Synced(),
                        new ZabMessage.Commit(at(3)));
    }

    @Test
    void theStartOfAnEpochStandsForItself() throws Exception {
        assertThat(
                        through(
                                false,
                                new ZabMessage.Ack(at(0)),
                                new ZabMessage.Ack(at(0)),
                                new ZabMessage.Ack(at(1)),
                                new ZabMessage.Ack(at(2))))
                .containsExactly(
                        new ZabMessage.Ack(at(0)),
                        new ZabMessage.Ack(at(0)),
                        new ZabMessage.Ack(at(1), at(2)));
    }

    @Test
    void aRunIsBounded() throws Exception {
        assertThat(through(false, new ZabMessage.Ack(at(1), at(1_500))))
                .containsExactly(
                        new ZabMessage.Ack(at(1), at(1_000)),
                        new ZabMessage.Ack(at(1_001), at(1_500)));
    }
}
