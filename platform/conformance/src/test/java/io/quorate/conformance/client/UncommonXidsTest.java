package io.quorate.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.JuteIn;
import io.quorate.bench.OpCode;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.conformance.RunningServer;
import io.quorate.testkit.matrix.ForEveryAssembly;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The numbers that clients other than the official one give their requests: node-zookeeper-client
 * 1.1.3 begins with 0 and sends setWatches under an ordinary number, where the official client has
 * a number of its own for it. Replies come under the number asked with, events under -1.
 */
@ForEveryAssembly
@Timeout(60)
class UncommonXidsTest {

    private static final int EVENT_XID = -1;
    private static final int PING_XID = -2;

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.with(spec -> spec.with("tickTime", 1000));

    @Test
    void theFirstRequestMayBeNumberZero() throws Exception {
        try (RawSession session = RawSession.open(SERVER.port(), 10_000)) {
            session.send(Requests.create(0, "/zero", new byte[] {7}, 0));
            assertReply(session, 0);
            session.send(Requests.getData(1, "/zero", false));
            assertReply(session, 1);
            session.send(Requests.header(PING_XID, OpCode.PING).frame());
            assertReply(session, PING_XID);
        }
    }

    @Test
    void aReadMayBeNumberZeroToo() throws Exception {
        try (RawSession session = RawSession.open(SERVER.port(), 10_000)) {
            session.send(Requests.getData(0, "/", true));
            assertReply(session, 0);
        }
    }

    @Test
    void setWatchesMayHaveAnOrdinaryNumber() throws Exception {
        try (RawSession writer = RawSession.open(SERVER.port(), 10_000);
                RawSession session = RawSession.open(SERVER.port(), 10_000)) {
            assertThat(writer.call(Requests.create(1, "/watched", new byte[1], 0))).isZero();
            session.send(
                    Requests.header(5, OpCode.SET_WATCHES)
                            .int64(Long.MAX_VALUE)
                            .int32(1)
                            .string("/watched")
                            .int32(0)
                            .int32(0)
                            .frame());
            assertReply(session, 5);
            session.send(Requests.getData(6, "/watched", false));
            assertReply(session, 6);
            assertThat(writer.call(Requests.setData(2, "/watched", new byte[2], -1))).isZero();
            JuteIn event = new JuteIn(session.receive());
            assertThat(event.int32()).as("number of an event").isEqualTo(EVENT_XID);
            event.int64();
            event.int32();
            assertThat(event.int32()).as("type of the event").isEqualTo(3);
        }
    }

    private static void assertReply(RawSession session, int xid) throws IOException {
        JuteIn reply = new JuteIn(session.receive());
        assertThat(reply.int32()).as("number of the reply").isEqualTo(xid);
        reply.int64();
        assertThat(reply.int32()).as("error of the reply to number " + xid).isZero();
    }
}
