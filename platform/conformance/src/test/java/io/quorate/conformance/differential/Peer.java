package io.quorate.conformance.differential;

import static io.quorate.conformance.differential.Samples.visible;

import io.quorate.bench.JuteIn;
import io.quorate.bench.JuteOut;
import io.quorate.bench.OpCode;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * One numbered session of a sequence on one server: its connection now and what is needed to renew
 * it.
 */
final class Peer {
    private static final int SESSION_TIMEOUT_MILLIS = 40_000;
    private static final int READ_TIMEOUT_MILLIS = 10_000;
    private static final int AUTH_FAILED = -115;
    private static final int UNIMPLEMENTED = -6;
    private final String name;
    private final int port;
    private final Normal normal;
    private final ReplyText text;
    private RawSession connection;
    private long id;
    private byte[] password = RawSession.NO_PASSWORD;
    private long lastZxid;
    private int xid;
    private boolean alive;
    private int generation;

    Peer(String name, int port, Normal normal) {
        this.name = name;
        this.port = port;
        this.normal = normal;
        this.text = new ReplyText(normal);
    }

    boolean connected() {
        return connection != null;
    }

    /** True while the server should know the session. */
    boolean alive() {
        return alive;
    }

    void open(List<String> out) throws IOException {
        connection = RawSession.dial(port, READ_TIMEOUT_MILLIS);
        boolean accepted =
                connection.handshake(0, SESSION_TIMEOUT_MILLIS, 0, RawSession.NO_PASSWORD);
        adopt(accepted, out);
        normal.session(id, name + "." + ++generation);
    }

    void renew(Step.Credentials credentials, List<String> out) throws IOException {
        RawSession old = connection;
        connection = RawSession.dial(port, READ_TIMEOUT_MILLIS);
        byte[] shown = password.clone();
        if (credentials == Step.Credentials.WRONG_PASSWORD) {
            shown[3] ^= 1;
        }
        if (credentials == Step.Credentials.SHORT_PASSWORD) {
            shown = new byte[5];
        }
        long shownId = credentials == Step.Credentials.UNKNOWN_SESSION ? id ^ 0xffff0000L : id;
        long seen = credentials == Step.Credentials.FUTURE_ZXID ? Long.MAX_VALUE : lastZxid;
        try {
            boolean accepted = connection.handshake(seen, SESSION_TIMEOUT_MILLIS, shownId, shown);
            if (accepted) {
                adopt(true, out);
            } else {
                out.add(
                        name
                                + " rejected"
                                + (connection.sessionId() == 0 ? "" : ", session id not zero"));
                drop();
            }
        } catch (EOFException | SocketException e) {
            out.add(name + " closed without an answer");
            drop();
        }
        if (old != null
                && credentials != Step.Credentials.FUTURE_ZXID
                && credentials != Step.Credentials.UNKNOWN_SESSION) {
            expectEnd(old, out);
        } else if (old != null) {
            drop();
            connection = old;
        }
    }

    private void adopt(boolean accepted, List<String> out) {
        out.add(
                name
                        + (accepted
                                ? " established, timeout " + connection.timeoutMillis()
                                : " rejected"));
        alive = accepted;
        id = connection.sessionId();
        password = connection.password();
        xid = 0;
    }

    void drop() throws IOException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    void send(List<Call> calls, List<String> out) throws IOException {
        JuteOut burst = new JuteOut();
        int first = xid + 1;
        for (Call call : calls) {
            burst.raw(
                    Requests.header(++xid, call.opCode()).raw(call.body().apply(lastZxid)).frame());
        }
        try {
            connection.send(burst.bytes());
            boolean ends = false;
            for (int i = 0; i < calls.size() && !ends; i++) {
                ends = reply(calls.get(i), first + i, out);
            }
            if (ends) {
                expectEnd(connection, out);
                connection = null;
            }
        } catch (EOFException | SocketException e) {
            out.add(name + " closed by the server");
            drop();
        }
    }

    /** Reads events and the reply to the call; true when the server has to close now. */
    private boolean reply(Call call, int expectedXid, List<String> out) throws IOException {
        while (true) {
            JuteIn in = new JuteIn(connection.receive());
            int replyXid = in.int32();
            long zxid = in.int64();
            int error = in.int32();
            lastZxid = Math.max(lastZxid, zxid == Long.MAX_VALUE ? 0 : zxid);
            if (replyXid == -1) {
                out.add(
                        name
                                + " event "
                                + in.int32()
                                + " state "
                                + in.int32()
                                + " "
                                + visible(in.string())
                                + " "
                                + normal.zxid(zxid));
                continue;
            }
            String unexpected = replyXid == expectedXid ? "" : " xid " + replyXid;
            out.add(
                    name
                            + " "
                            + call.text()
                            + " -> "
                            + error
                            + " "
                            + normal.zxid(zxid)
                            + unexpected
                            + text.body(call.opCode(), error, in));
            boolean refused = call.opCode() == OpCode.AUTH && error == AUTH_FAILED;
            return refused
                    || error == UNIMPLEMENTED && zxid == -1
                    || call.opCode() == OpCode.CLOSE_SESSION;
        }
    }

    /** Waits until everything sent to this connection before has arrived. */
    void barrier(List<String> out) throws IOException {
        List<String> events = new ArrayList<>();
        send(List.of(new Call(OpCode.PING, "barrier", zxid -> new byte[0], false)), events);
        out.addAll(events);
    }

    void close(List<String> out) throws IOException {
        send(List.of(new Call(OpCode.CLOSE_SESSION, "close", zxid -> new byte[0], false)), out);
        alive = false;
    }

    void garbage(Step.Garbage garbage, List<String> out) throws IOException {
        out.add(name + " sends " + garbage.text());
        connection.send(garbage.bytes());
        expectEnd(connection, out);
        connection = null;
    }

    private void expectEnd(RawSession ending, List<String> out) throws IOException {
        try (ending) {
            while (true) {
                byte[] frame = ending.receive();
                out.add(name + " a frame of " + frame.length + " bytes before the end");
            }
        } catch (EOFException | SocketException e) {
            out.add(name + " closed by the server");
        } catch (SocketTimeoutException e) {
            out.add(name + " left open by the server");
        }
    }
}
