package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.JuteOut;
import io.quorate.bench.OpCode;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The largest transactions that a Quorate leader accepts are taken, logged and read again by
 * ZooKeeper servers with the limits both have without any setting.
 */
@Timeout(600)
class MixedLimitsTest {

    private static final int MARSHALLING_ERROR = -5;
    private static final int INVALID_ACL = -114;
    private static final int NAME_LENGTH = 25_000;

    /** So many such names fill an ACL but for less than one. */
    private static final int NAMES_PER_ACL = 1_048_575 / (NAME_LENGTH + 60);

    private static final int EPHEMERALS = 2_300;
    private static final int EPHEMERAL_LENGTH = 1_000;
    private static final int EPHEMERAL = 1;

    @TempDir Path directory;

    private int number;

    private static void authenticate(RawSession session, char letter) throws IOException {
        String name = String.valueOf(letter).repeat(NAME_LENGTH);
        byte[] packet =
                new JuteOut()
                        .int32(-4)
                        .int32(OpCode.AUTH)
                        .int32(0)
                        .string("digest")
                        .buffer((name + ":password").getBytes(StandardCharsets.UTF_8))
                        .frame();
        assertThat(session.call(packet)).isZero();
    }

    /** Entries with different permissions, each of which stands for whoever asks. */
    private static JuteOut creation(JuteOut out, String path, int dataBytes, int entries) {
        out.string(path).buffer(new byte[dataBytes]).int32(entries);
        for (int entry = 1; entry <= entries; entry++) {
            out.int32(31 | entry << 5).string("auth").string("");
        }
        return out.int32(0);
    }

    private String path() {
        return "/large-%06d".formatted(++number);
    }

    private byte[] create(int entries) {
        return creation(Requests.header(++number, OpCode.CREATE), path(), 0, entries).frame();
    }

    private byte[] multi(int dataBytes) {
        JuteOut out = Requests.header(++number, OpCode.MULTI);
        for (int part = 0; part < 2; part++) {
            out.int32(OpCode.CREATE).bool(false).int32(-1);
            creation(out, path(), part * dataBytes, NAMES_PER_ACL - 1);
        }
        return out.int32(-1).bool(true).int32(-1).frame();
    }

    private static void awaitSilence(RawSession session, int replies) throws IOException {
        for (int reply = 0; reply < replies; reply++) {
            session.receive();
        }
    }

    private void endASessionWithManyEphemerals(int port) throws IOException {
        try (RawSession session = RawSession.open(port, 30_000)) {
            for (int each = 0; each < EPHEMERALS; each++) {
                String name = "/e%06d-".formatted(each) + "e".repeat(EPHEMERAL_LENGTH);
                session.send(Requests.create(++number, name, null, EPHEMERAL));
            }
            awaitSilence(session, EPHEMERALS);
            assertThat(session.call(Requests.close(++number))).isZero();
        }
    }

    private void writeTheLargest(RawSession session) throws IOException {
        authenticate(session, 'a');
        assertThat(session.call(create(NAMES_PER_ACL))).isZero();
        assertThat(session.call(create(NAMES_PER_ACL + 1))).isEqualTo(INVALID_ACL);
        int accepted = 0;
        int refused = 500_000;
        while (refused - accepted > 1) {
            int size = (accepted + refused) / 2;
            int answer = session.call(multi(size));
            assertThat(answer).isIn(0, MARSHALLING_ERROR);
            if (answer == 0) {
                accepted = size;
            } else {
                refused = size;
            }
        }
        assertThat(session.call(multi(accepted))).isZero();
    }

    @Test
    void zooKeeperServersLiveWithTheLargestTransactions() throws Exception {
        try (MixedEnsemble ensemble = new MixedEnsemble(directory, "ZZQ")) {
            ensemble.startLedBy(3);
            ensemble.kill(1);
            try (RawSession session = RawSession.open(ensemble.server(3).port(), 30_000)) {
                writeTheLargest(session);
                session.call(Requests.close(++number));
            }
            endASessionWithManyEphemerals(ensemble.server(3).port());
            ensemble.bringBack(1); // by the difference
            ensemble.write(1, "/after-the-difference", 3);
            ensemble.kill(2);
            ensemble.bringBack(2); // from its own log
            ensemble.write(2, "/after-the-log", 3);
            ensemble.kill(1);
            ensemble.empty(1);
            ensemble.bringBack(1); // by the tree
            ensemble.write(1, "/after-the-tree", 3);
            assertThat(ensemble.mode(3)).isEqualTo("leader");
            ensemble.kill(1, 2, 3);
            ensemble.start();
            ensemble.write(2, "/after-all", 3);
            assertThat(ensemble.assertEqualTrees())
                    .containsKeys("/after-all-0", "/after-the-tree-0");
        }
    }
}
