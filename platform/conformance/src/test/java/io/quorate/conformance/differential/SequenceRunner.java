package io.quorate.conformance.differential;

import io.quorate.bench.JuteIn;
import io.quorate.bench.JuteOut;
import io.quorate.bench.OpCode;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.conformance.Quiet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs sequences against one server and writes down everything a client can see. */
final class SequenceRunner implements AutoCloseable {
    /** Credentials of the user the servers are configured to accept as super. */
    static final String SUPER = "super:admin";

    private final int port;
    private final RawSession control;
    private final Map<Long, Long> timeOfZxid = new HashMap<>();
    private int controlXid;

    SequenceRunner(int port) throws IOException {
        this.port = port;
        Quiet.awaitNoSessions(port);
        this.control = RawSession.open(port, 40_000);
        byte[] credentials = SUPER.getBytes(StandardCharsets.UTF_8);
        int error =
                control.call(
                        Requests.header(-4, OpCode.AUTH)
                                .int32(0)
                                .string("digest")
                                .buffer(credentials)
                                .frame());
        if (error != 0) {
            throw new IOException("auth as super: " + error);
        }
    }

    /**
     * The transcript of a sequence; its last line names the problem where the run could not be
     * finished. The nodes are removed again.
     */
    List<String> run(Sequence sequence) {
        List<String> out = new ArrayList<>();
        try {
            Normal normal = new Normal(zxidNow(), timeOfZxid);
            runSteps(sequence, normal, out);
            walk(sequence.root(), normal, out);
            walk("/zookeeper/quota" + sequence.root(), normal, out);
            out.add("end " + normal.zxid(zxidNow()));
        } catch (IOException e) {
            out.add("failed: " + e);
        }
        return out;
    }

    /** Runs a sequence and leaves its nodes where they are. */
    void leaveNodes(Sequence sequence) throws IOException {
        runSteps(sequence, new Normal(zxidNow(), timeOfZxid), new ArrayList<>());
    }

    private void runSteps(Sequence sequence, Normal normal, List<String> out) throws IOException {
        Map<Integer, Peer> peers = new TreeMap<>();
        try {
            for (Step step : sequence.steps()) {
                Peer peer =
                        peers.computeIfAbsent(
                                step.session(), number -> new Peer("s" + number, port, normal));
                run(step, peer, peers, out);
            }
            for (Peer peer : peers.values()) {
                List<String> end = new ArrayList<>();
                finish(peer, end);
                barriers(peers, peer, end);
                addSorted(end, out);
            }
        } finally {
            peers.values().forEach(SequenceRunner::drop);
        }
    }

    private static void drop(Peer peer) {
        try {
            peer.drop();
        } catch (IOException e) {
            throw new IllegalStateException(e); // closing a socket
        }
    }

    private void run(Step step, Peer peer, Map<Integer, Peer> peers, List<String> out)
            throws IOException {
        if (!peer.connected() && !(step instanceof Step.Open) && !(step instanceof Step.Renew)) {
            return;
        }
        switch (step) {
            case Step.Open open -> {
                List<String> end = new ArrayList<>();
                finish(peer, end);
                barriers(peers, peer, end);
                addSorted(end, out);
                peer.open(out);
            }
            case Step.Send send -> peer.send(send.calls(), out);
            case Step.Drop drop -> peer.drop();
            case Step.Renew renew -> {
                if (peer.alive() || renew.credentials() != Step.Credentials.SHORT_PASSWORD) {
                    peer.renew(renew.credentials(), out);
                }
            }
            case Step.Garbage garbage -> peer.garbage(garbage, out);
            case Step.Close close -> {
                List<String> end = new ArrayList<>();
                peer.close(end);
                barriers(peers, peer, end);
                addSorted(end, out);
            }
        }
        barriers(peers, peer, out);
    }

    /**
     * The order in which a closing session's ephemerals go is unspecified, and with it the order of
     * their events.
     */
    private static void addSorted(List<String> lines, List<String> out) {
        Collections.sort(lines);
        out.addAll(lines);
    }

    private static void barriers(Map<Integer, Peer> peers, Peer except, List<String> out)
            throws IOException {
        for (Peer other : peers.values()) {
            if (other != except && other.connected()) {
                other.barrier(out);
            }
        }
    }

    private static void finish(Peer peer, List<String> out) throws IOException {
        if (peer.alive() && !peer.connected()) {
            peer.renew(Step.Credentials.RIGHT, out);
        }
        if (peer.alive() && peer.connected()) {
            peer.close(out);
        }
    }

    private long zxidNow() throws IOException {
        control.send(Requests.ping());
        JuteIn in = new JuteIn(control.receive());
        in.int32();
        return in.int64();
    }

    /** Writes down a node and everything below, then deletes it. */
    private void walk(String path, Normal normal, List<String> out) throws IOException {
        ReplyText text = new ReplyText(normal);
        JuteOut request = new JuteOut().string(path);
        byte[] plain = request.bytes();
        byte[] withWatch = request.bool(false).bytes();
        JuteIn data = ask(OpCode.GET_DATA, withWatch);
        if (data == null) {
            out.add("tree " + path + " absent");
            return;
        }
        out.add("tree " + path + text.body(OpCode.GET_DATA, 0, data));
        out.add("tree " + path + text.body(OpCode.GET_ACL, 0, ask(OpCode.GET_ACL, plain)));
        List<String> children = ask(OpCode.GET_CHILDREN, withWatch).strings();
        Collections.sort(children);
        for (String child : children) {
            walk(path + "/" + child, normal, out);
        }
        if (ask(OpCode.DELETE, new JuteOut().string(path).int32(-1).bytes()) == null) {
            out.add("tree " + path + " not deleted");
        }
    }

    private JuteIn ask(int opCode, byte[] body) throws IOException {
        control.send(Requests.header(++controlXid, opCode).raw(body).frame());
        JuteIn in = new JuteIn(control.receive());
        in.int32();
        in.int64();
        return in.int32() == 0 ? in : null;
    }

    @Override
    public void close() throws IOException {
        control.close();
    }
}
