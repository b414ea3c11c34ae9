package io.quorate.gate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.wire.JuteWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Mutated frames over real sockets: nothing crashes, hangs or leaks, and a well-behaved client
 * notices nothing. The full size is 100,000 frames: {@code -Dquorate.fuzz.socketFrames=100000};
 * another course with {@code -Dquorate.fuzz.seed}.
 */
@Timeout(600)
class SocketFuzzTest {

    private static final int FRAMES_PER_CONNECTION = 20;

    private final int frames = Integer.getInteger("quorate.fuzz.socketFrames", 4_000);
    private final SplittableRandom random =
            new SplittableRandom(Long.getLong("quorate.fuzz.seed", 1));
    private final List<byte[]> seeds = seeds();

    @Test
    void mutatedFramesHurtNobody() throws Exception {
        try (GateFixture gate = new GateFixture("sessionlessTimeoutMillis", 500)) {
            gate.handler.noting = false;
            try (RawClient calm = gate.client()) {
                calm.join();
                for (int sent = 0; sent < frames; sent += FRAMES_PER_CONNECTION) {
                    attack(gate);
                    assertThat(calm.send(-2, new Request.Ping()).header().xid()).isEqualTo(-2);
                }
            }
            gate.await(() -> gate.port.connections().isEmpty() && gate.handler.open.get() == 0);
        }
        assertThat(GateFixture.buffersInUse()).isZero();
    }

    private void attack(GateFixture gate) throws IOException {
        JuteWriter bytes = new JuteWriter();
        boolean joined = random.nextInt(8) > 0;
        byte[] connect = RawClient.connectFrame();
        if (!joined) {
            mutate(connect);
        }
        bytes.raw(connect, 0, connect.length);
        for (int i = 0; i < FRAMES_PER_CONNECTION; i++) {
            byte[] frame = seeds.get(random.nextInt(seeds.size())).clone();
            if (random.nextInt(4) > 0) {
                mutate(frame);
            }
            bytes.raw(
                    frame,
                    0,
                    random.nextInt(16) == 0 ? random.nextInt(frame.length) : frame.length);
        }
        try (RawClient client = gate.client()) {
            client.send(bytes.toByteArray());
            if (random.nextBoolean()) {
                client.socket.shutdownOutput();
                client.rest();
            }
        } catch (IOException reset) {
            // The gate has closed while we were sending.
        }
    }

    private void mutate(byte[] frame) {
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(4) == 0 ? random.nextInt(4) : random.nextInt(frame.length);
            frame[at] =
                    (byte)
                            (random.nextBoolean()
                                    ? random.nextInt()
                                    : frame[at] ^ 1 << random.nextInt(8));
        }
    }

    private static List<byte[]> seeds() {
        Znode path = Znode.of("/foo");
        List<byte[]> seeds = new ArrayList<>();
        for (Request request :
                List.of(
                        new Request.GetData(path, true),
                        new Request.Exists(path, false),
                        new Request.GetChildren(OpCode.GET_CHILDREN2, path, false),
                        new Request.Create(
                                OpCode.CREATE, path, new byte[100], AclEntry.OPEN, 0, -1),
                        new Request.SetData(path, new byte[10], -1),
                        new Request.Delete(path, -1),
                        new Request.Multi(
                                List.of(new Request.Check(path, 0), new Request.Delete(path, -1))),
                        new Request.MultiRead(List.of(new Request.GetData(path, false))),
                        new Request.SetWatches(
                                OpCode.SET_WATCHES2,
                                5,
                                List.of(path),
                                List.of(),
                                List.of(),
                                List.of(path),
                                List.of()),
                        new Request.Auth("digest", new byte[] {'u', ':', 'p'}),
                        new Request.Sync(path),
                        new Request.Ping(),
                        new Request.CloseSession())) {
            seeds.add(RawClient.frame(1, request));
        }
        return seeds;
    }
}
