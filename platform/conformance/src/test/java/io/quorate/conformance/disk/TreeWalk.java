package io.quorate.conformance.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.JuteIn;
import io.quorate.bench.JuteOut;
import io.quorate.bench.OpCode;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.bench.ServerUnderTest;
import io.quorate.conformance.differential.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Every node of a server as a client with all rights sees it, times and zxids included. */
public final class TreeWalk implements AutoCloseable {
    private final RawSession session;
    private int xid;

    /** Opens a session with all rights. */
    public TreeWalk(int port, String superCredentials) throws IOException {
        session = RawSession.open(port, 30_000);
        byte[] credentials = superCredentials.getBytes(StandardCharsets.UTF_8);
        if (session.call(
                        Requests.header(-4, OpCode.AUTH)
                                .int32(0)
                                .string("digest")
                                .buffer(credentials)
                                .frame())
                != 0) {
            throw new IOException("not accepted as super");
        }
    }

    /** The {@link #nodes} of a server. */
    public static Map<String, String> of(ServerUnderTest server) throws IOException {
        try (TreeWalk walk = new TreeWalk(server.port(), Workload.SUPER)) {
            return walk.nodes();
        }
    }

    /** Fails with each node that two servers do not have in the same way. */
    public static void assertEqual(
            String what, Map<String, String> expected, Map<String, String> found) {
        List<String> differing = new ArrayList<>();
        Set<String> paths = new TreeSet<>(expected.keySet());
        paths.addAll(found.keySet());
        for (String path : paths) {
            String before = expected.getOrDefault(path, "missing");
            String after = found.getOrDefault(path, "missing");
            if (!before.equals(after)) {
                differing.add(path + " was " + before + ", is " + after);
            }
        }
        assertThat(differing).as(what).isEmpty();
    }

    /** Path to data, stat and ACL in hexadecimal, as they are on the wire. */
    public Map<String, String> nodes() throws IOException {
        Map<String, String> nodes = new TreeMap<>();
        visit("/", nodes);
        return nodes;
    }

    private void visit(String path, Map<String, String> nodes) throws IOException {
        byte[] body = new JuteOut().string(path).bool(false).bytes();
        String data = hex(ask(OpCode.GET_DATA, body));
        String acl = hex(ask(OpCode.GET_ACL, new JuteOut().string(path).bytes()));
        nodes.put(path, data + " " + acl);
        List<String> children = ask(OpCode.GET_CHILDREN, body).strings();
        Collections.sort(children);
        for (String child : children) {
            visit(path.equals("/") ? "/" + child : path + "/" + child, nodes);
        }
    }

    private static String hex(JuteIn in) {
        return HexFormat.of().formatHex(in.rest());
    }

    /**
     * Sends requests that change nothing but draw a zxid until the newest zxid is a multiple of
     * 128, for which servers keep the tree's digest.
     */
    public long advanceToDigestPoint() throws IOException {
        long zxid;
        do {
            session.send(
                    Requests.header(++xid, OpCode.DELETE)
                            .string("/no/such/node")
                            .int32(-1)
                            .frame());
            JuteIn reply = new JuteIn(session.receive());
            reply.int32();
            zxid = reply.int64();
        } while (zxid % 128 != 0);
        return zxid;
    }

    /** Waits until this server has applied what the leader has committed. */
    public void sync() throws IOException {
        ask(OpCode.SYNC, new JuteOut().string("/").bytes());
    }

    private JuteIn ask(int opCode, byte[] body) throws IOException {
        session.send(Requests.header(++xid, opCode).raw(body).frame());
        JuteIn in = new JuteIn(session.receive());
        in.int32();
        in.int64();
        int error = in.int32();
        if (error != 0) {
            throw new IOException("opcode " + opCode + " error " + error);
        }
        return in;
    }

    @Override
    public void close() throws IOException {
        session.call(Requests.close(++xid));
        session.close();
    }
}
