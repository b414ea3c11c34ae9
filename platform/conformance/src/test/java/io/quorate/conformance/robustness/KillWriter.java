package io.quorate.conformance.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.JuteIn;
import io.quorate.bench.JuteOut;
import io.quorate.bench.OpCode;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * A writer that remembers what was acknowledged. It numbers its writes: an even number creates a
 * node of that name, an odd one sets two nodes to it in one multi. Eight writes are in flight, so
 * that what survives must be a prefix of what was sent, at least as long as what was acknowledged.
 */
final class KillWriter implements Runnable {
    private static final int DEPTH = 8;
    private final int port;
    private final String root;
    private int sent;
    private int acknowledged;
    private int verified;
    private long highestZxid;

    KillWriter(int number, int port) {
        this.port = port;
        this.root = root(number);
    }

    private static String root(int number) {
        return "/kill-" + number;
    }

    static void createParents(int port, int writers) throws IOException {
        try (RawSession session = RawSession.open(port, 30_000)) {
            for (int i = 0; i < writers; i++) {
                for (String path :
                        new String[] {root(i), root(i) + "/a", root(i) + "/b", root(i) + "/n"}) {
                    assertThat(
                                    session.call(
                                            Requests.create(
                                                    1,
                                                    path,
                                                    "0".getBytes(StandardCharsets.US_ASCII),
                                                    0)))
                            .isZero();
                }
            }
            session.call(Requests.close(2));
        }
    }

    /** The zxid of a write made now. */
    static long newZxid(int port) throws IOException {
        try (RawSession session = RawSession.open(port, 30_000)) {
            session.send(Requests.setData(1, "/", null, -1));
            JuteIn reply = new JuteIn(session.receive());
            reply.int32();
            long zxid = reply.int64();
            assertThat(reply.int32()).isZero();
            session.call(Requests.close(2));
            return zxid;
        }
    }

    long highestZxid() {
        return highestZxid;
    }

    /** Writes until the connection is lost. */
    @Override
    public void run() {
        try (RawSession session = RawSession.open(port, 30_000)) {
            while (true) {
                while (sent - acknowledged < DEPTH) {
                    sent++;
                    session.send(request(sent));
                }
                JuteIn reply = new JuteIn(session.receive());
                int xid = reply.int32();
                highestZxid = Math.max(highestZxid, reply.int64());
                if (xid != acknowledged + 1 || reply.int32() != 0) {
                    throw new IllegalStateException("reply " + xid + " after " + acknowledged);
                }
                acknowledged++;
            }
        } catch (IOException e) {
            return; // killed
        }
    }

    private byte[] request(int number) {
        if (number % 2 == 0) {
            return Requests.create(number, root + "/n/" + number, null, 0);
        }
        byte[] data = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
        JuteOut multi = Requests.header(number, OpCode.MULTI);
        for (String name : new String[] {"/a", "/b"}) {
            multi.int32(OpCode.SET_DATA)
                    .bool(false)
                    .int32(-1)
                    .string(root + name)
                    .buffer(data)
                    .int32(-1);
        }
        return multi.int32(-1).bool(true).int32(-1).frame();
    }

    /**
     * Compares the tree with what was acknowledged; returns how many acknowledged writes are new
     * since the last time.
     */
    int verify() throws IOException {
        try (RawSession session = RawSession.open(port, 30_000)) {
            int first = number(session, "/a");
            int second = number(session, "/b");
            assertThat(first).as("both parts of a multi of %s", root).isEqualTo(second);
            Set<String> names = new HashSet<>(children(session));
            int last = first;
            for (String name : names) {
                last = Math.max(last, Integer.parseInt(name));
            }
            assertThat(last)
                    .as("last write of %s that survived", root)
                    .isBetween(acknowledged, sent);
            for (int number = 2; number <= last; number += 2) {
                if (!names.contains(Integer.toString(number))) {
                    throw new AssertionError(
                            root + "/n/" + number + " is missing, but " + last + " is there");
                }
            }
            int lastOdd = last % 2 == 1 ? last : last - 1;
            assertThat(first).as("last multi of %s", root).isEqualTo(Math.max(0, lastOdd));
            int fresh = acknowledged - verified;
            sent = last;
            acknowledged = last;
            verified = last;
            session.call(Requests.close(9));
            return fresh;
        }
    }

    private int number(RawSession session, String name) throws IOException {
        JuteIn reply = answer(session, Requests.getData(1, root + name, false));
        return Integer.parseInt(new String(reply.buffer(), StandardCharsets.US_ASCII));
    }

    private Set<String> children(RawSession session) throws IOException {
        byte[] request =
                Requests.header(1, OpCode.GET_CHILDREN).string(root + "/n").bool(false).frame();
        return new HashSet<>(answer(session, request).strings());
    }

    private static JuteIn answer(RawSession session, byte[] request) throws IOException {
        session.send(request);
        JuteIn reply = new JuteIn(session.receive());
        reply.int32();
        reply.int64();
        assertThat(reply.int32()).isZero();
        return reply;
    }
}
