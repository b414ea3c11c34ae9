package io.quorate.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.model.Stat;
import io.quorate.model.Znode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every golden frame decodes and encodes to the same bytes. */
class ClientVectorsTest {

    private static final Map<String, Integer> OPS =
            Map.ofEntries(
                    Map.entry("ping", OpCode.PING),
                    Map.entry("create", OpCode.CREATE),
                    Map.entry("create2", OpCode.CREATE2),
                    Map.entry("delete", OpCode.DELETE),
                    Map.entry("exists", OpCode.EXISTS),
                    Map.entry("getdata", OpCode.GET_DATA),
                    Map.entry("setdata", OpCode.SET_DATA),
                    Map.entry("error", OpCode.EXISTS),
                    Map.entry("getacl", OpCode.GET_ACL),
                    Map.entry("setacl", OpCode.SET_ACL),
                    Map.entry("getchildren", OpCode.GET_CHILDREN),
                    Map.entry("getchildren2", OpCode.GET_CHILDREN2),
                    Map.entry("sync", OpCode.SYNC),
                    Map.entry("auth", OpCode.AUTH),
                    Map.entry("sasl", OpCode.SASL),
                    Map.entry("setwatches", OpCode.SET_WATCHES),
                    Map.entry("addwatch", OpCode.ADD_WATCH),
                    Map.entry("removewatches", OpCode.REMOVE_WATCHES),
                    Map.entry("getephemerals", OpCode.GET_EPHEMERALS),
                    Map.entry("getallchildrennumber", OpCode.GET_ALL_CHILDREN_NUMBER),
                    Map.entry("whoami", OpCode.WHO_AM_I),
                    Map.entry("multi", OpCode.MULTI),
                    Map.entry("multiread", OpCode.MULTI_READ),
                    Map.entry("close", OpCode.CLOSE_SESSION));

    static List<Vectors.Frame> vectors() {
        return Vectors.frames("vectors.json");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void reencodesByteForByte(Vectors.Frame frame) throws MalformedRecord {
        byte[] again;
        if (frame.name().startsWith("connect-")) {
            again = connect(frame);
        } else if (frame.fromClient()) {
            again = request(frame).bytes();
        } else if (frame.name().startsWith("watch-event")) {
            again = event(frame);
        } else {
            again = reply(frame, OPS.get(frame.name().substring(0, frame.name().indexOf('-'))));
        }
        assertThat(HexFormat.of().formatHex(again))
                .isEqualTo(HexFormat.of().formatHex(frame.bytes()));
    }

    @Test
    void thereAreSeventySevenVectors() {
        assertThat(vectors()).hasSize(77);
    }

    @Test
    void aRecordedConversationReencodesInBothDirections() throws MalformedRecord {
        Map<Integer, Deque<Integer>> asked = new HashMap<>();
        boolean greeted = false;
        boolean answered = false;
        for (Vectors.Frame frame : Vectors.frames("conversation.json")) {
            byte[] again;
            if (frame.fromClient()) {
                Encoded request =
                        greeted
                                ? request(frame)
                                : new Encoded(0, OpCode.PING, connect(frame, true));
                greeted = true;
                asked.computeIfAbsent(request.xid(), x -> new ArrayDeque<>()).add(request.op());
                again = request.bytes();
            } else if (!answered) {
                answered = true;
                again = connect(frame, false);
            } else {
                int xid = frame.body().int32();
                again =
                        xid == ReplyHeader.NOTIFICATION_XID
                                ? event(frame)
                                : reply(frame, asked.get(xid).remove());
            }
            assertThat(again).as(frame.name()).isEqualTo(frame.bytes());
        }
        assertThat(answered).isTrue();
    }

    @Test
    void decodesFieldsInOrder() throws MalformedRecord {
        Request create = body("create-ttl-request");
        assertThat(create)
                .isInstanceOfSatisfying(
                        Request.Create.class,
                        c -> {
                            assertThat(c.op()).isEqualTo(OpCode.CREATE_TTL);
                            assertThat(c.flags()).isEqualTo(5);
                            assertThat(c.ttlMillis()).isEqualTo(60_000);
                        });
        assertThat(body("getdata-request-watch"))
                .isEqualTo(new Request.GetData(Znode.of("/foo"), true));
        assertThat(body("utf8-path-request"))
                .isEqualTo(new Request.Exists(Znode.of("/hé世"), false));
        assertThat(body("setwatches2-request"))
                .isEqualTo(
                        new Request.SetWatches(
                                OpCode.SET_WATCHES2,
                                0x100000005L,
                                List.of(Znode.of("/d")),
                                List.of(),
                                List.of(),
                                List.of(Znode.of("/p")),
                                List.of(Znode.of("/pr"))));
        assertThat(body("reconfig-request-incremental"))
                .isInstanceOfSatisfying(
                        Request.Reconfig.class,
                        r -> {
                            assertThat(r.newMembers()).isNull();
                            assertThat(r.fromConfig()).isEqualTo(-1);
                        });

        JuteReader reply = new JuteReader(Vectors.frame("getchildren2-reply"));
        reply.position(20);
        Outcome.Children children =
                (Outcome.Children) ReplyCodec.decode(OpCode.GET_CHILDREN2, 0, reply);
        assertThat(children.names()).containsExactly(new byte[] {'a'}, new byte[] {'b'});
        assertThat(children.stat())
                .isEqualTo(
                        new Stat(
                                0x100000002L,
                                0x100000005L,
                                1700000000000L,
                                1700000001500L,
                                1,
                                2,
                                0,
                                0,
                                5,
                                2,
                                0x100000004L));
    }

    @Test
    void theOldHandshakeIsRecognizedByItsMissingByte() throws MalformedRecord {
        ConnectRequest old =
                ConnectCodec.decodeRequest(
                        new JuteReader(Vectors.frame("connect-request-old-client"), 4, 48));
        assertThat(old.oldForm()).isTrue();
        assertThat(old.readOnly()).isFalse();
        ConnectRequest modern =
                ConnectCodec.decodeRequest(
                        new JuteReader(Vectors.frame("connect-request-new-readonly"), 4, 49));
        assertThat(modern.oldForm()).isFalse();
        assertThat(modern.readOnly()).isTrue();
        assertThat(modern.timeoutMillis()).isEqualTo(30_000);
    }

    @Test
    void anEventFrameOfItsOwnIsTheSameBytes() {
        assertThat(WatchEventCodec.frame(0x100000005L, 3, Znode.of("/foo")))
                .isEqualTo(Vectors.frame("watch-event-datachanged"));
        assertThat(WatchEventCodec.frame(WatchEventCodec.CATCH_UP_ZXID, 3, Znode.of("/d")))
                .isEqualTo(Vectors.frame("watch-event-catchup"));
    }

    @Test
    void passwordsAreTheReferences() {
        Matcher pair =
                Pattern.compile(
                                "\"sessionId\": \"0x([0-9a-f]+)\",\\s*\"password\": \"([0-9a-f]+)\"")
                        .matcher(Vectors.text("checks.json"));
        int pairs = 0;
        while (pair.find()) {
            long session = Long.parseUnsignedLong(pair.group(1), 16);
            byte[] password = HexFormat.of().parseHex(pair.group(2));
            assertThat(SessionPassword.of(session)).isEqualTo(password);
            assertThat(SessionPassword.matches(session, password)).isTrue();
            pairs++;
        }
        assertThat(pairs).isEqualTo(7);
        assertThat(SessionPassword.matches(5, new byte[16])).isFalse();
        assertThat(SessionPassword.matches(5, null)).isFalse();
        assertThat(SessionPassword.matches(0, SessionPassword.of(0))).isFalse();
    }

    private record Encoded(int xid, int op, byte[] bytes) {}

    private static Request body(String name) throws MalformedRecord {
        JuteReader in = new JuteReader(Vectors.frame(name));
        in.position(8);
        return RequestCodec.decode(in.int32(), in);
    }

    private static byte[] connect(Vectors.Frame frame) throws MalformedRecord {
        return connect(frame, frame.fromClient());
    }

    private static byte[] connect(Vectors.Frame frame, boolean request) throws MalformedRecord {
        JuteWriter out = new JuteWriter();
        if (request) {
            ConnectCodec.encodeFrame(ConnectCodec.decodeRequest(frame.body()), out);
        } else {
            ConnectCodec.encodeFrame(
                    ConnectCodec.decodeResponse(frame.body()), frame.bytes().length == 40, out);
        }
        return out.toByteArray();
    }

    private static Encoded request(Vectors.Frame frame) throws MalformedRecord {
        JuteReader in = frame.body();
        int xid = in.int32();
        int op = in.int32();
        Request request = RequestCodec.decode(op, in);
        assertThat(in.remaining()).isZero();
        assertThat(request.op()).isEqualTo(op);
        JuteWriter out = new JuteWriter();
        RequestCodec.encodeFrame(xid, request, out);
        return new Encoded(xid, op, out.toByteArray());
    }

    private static byte[] reply(Vectors.Frame frame, int op) throws MalformedRecord {
        JuteReader in = frame.body();
        ReplyHeader header = ReplyHeader.decode(in);
        Outcome outcome = ReplyCodec.decode(op, header.error(), in);
        JuteWriter out = new JuteWriter();
        ReplyCodec.encodeFrame(header.xid(), header.zxid(), op, outcome, out);
        return out.toByteArray();
    }

    private static byte[] event(Vectors.Frame frame) throws MalformedRecord {
        JuteReader in = frame.body();
        ReplyHeader header = ReplyHeader.decode(in);
        WatchEvent event = WatchEventCodec.decode(in);
        assertThat(header.xid()).isEqualTo(ReplyHeader.NOTIFICATION_XID);
        assertThat(event.state()).isEqualTo(3);
        JuteWriter out = new JuteWriter();
        WatchEventCodec.encodeFrame(header.zxid(), event.type(), event.path(), out);
        return out.toByteArray();
    }
}
