package io.quorate.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.bench.FourLetterClient;
import io.quorate.bench.JuteIn;
import io.quorate.bench.JuteOut;
import io.quorate.bench.OpCode;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.conformance.RunningServer;
import io.quorate.testkit.matrix.ForEveryAssembly;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Where we differ from the reference on purpose (semantics, section 19); the differential test
 * leaves these out. Not for the reference.
 */
@ForEveryAssembly
@Timeout(60)
class DeviationTest {
    private static final int BAD_ARGUMENTS = -8;
    private static final int UNIMPLEMENTED = -6;
    private static final int MARSHALLING_ERROR = -5;

    @RegisterExtension
    static final RunningServer SERVER =
            RunningServer.with(
                    spec ->
                            spec.with("extendedTypesEnabled", true)
                                    .with("enforceQuota", true)
                                    .with("nio.sessionlessCnxnTimeout", 500));

    private RawSession session;

    @BeforeEach
    void open() throws IOException {
        session = RawSession.open(SERVER.port(), 30_000);
    }

    @AfterEach
    void close() throws IOException {
        session.close();
    }

    @Test
    void aTtlCreateWithAnotherFlagIsRefused() throws Exception {
        for (int flags = 0; flags <= 4; flags++) {
            JuteOut request = Requests.header(1, OpCode.CREATE_TTL).string("/ttl").buffer(null);
            AclSample.write(request, List.of(AclSample.OPEN)).int32(flags).int64(-1);
            assertThat(session.call(request.frame())).isEqualTo(BAD_ARGUMENTS);
        }
    }

    @Test
    void internalOperationsAreUnknownToClients() throws Exception {
        for (int opCode : new int[] {OpCode.CREATE_SESSION, OpCode.DELETE_CONTAINER}) {
            try (RawSession other = RawSession.open(SERVER.port(), 30_000)) {
                assertThat(other.call(Requests.header(1, opCode).string("/").int32(5000).frame()))
                        .isEqualTo(UNIMPLEMENTED);
                assertThatThrownBy(other::receive).isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    void theErrorReplyOfAMultiReadHasNoBody() throws Exception {
        JuteOut request = Requests.header(1, OpCode.MULTI_READ);
        request.int32(OpCode.GET_DATA).bool(false).int32(-1).string("/").bool(false);
        request.int32(OpCode.DELETE).bool(false).int32(-1).string("/x").int32(-1);
        session.send(request.int32(-1).bool(true).int32(-1).frame());
        JuteIn reply = new JuteIn(session.receive());
        reply.int32();
        reply.int64();
        assertThat(reply.int32()).isEqualTo(MARSHALLING_ERROR);
        assertThat(reply.remaining()).isZero();
    }

    @Test
    void malformedQuotaTextIsNoLimit() throws Exception {
        int xid = 0;
        for (String path : new String[] {"/q", "/zookeeper/quota/q"}) {
            assertThat(session.call(Requests.create(++xid, path, null, 0))).isZero();
        }
        byte[] limits =
                "count=,bytes=many=;byteHardLimit=x;countHardLimit="
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(
                        session.call(
                                Requests.create(
                                        ++xid, "/zookeeper/quota/q/zookeeper_limits", limits, 0)))
                .isZero();
        assertThat(
                        session.call(
                                Requests.create(
                                        ++xid,
                                        "/zookeeper/quota/q/zookeeper_stats",
                                        new byte[] {'='},
                                        0)))
                .isZero();
        assertThat(session.call(Requests.create(++xid, "/q/a", new byte[10], 0))).isZero();
        session.send(Requests.getData(++xid, "/zookeeper/quota/q/zookeeper_stats", false));
        JuteIn reply = new JuteIn(session.receive());
        reply.int32();
        reply.int64();
        reply.int32();
        assertThat(reply.buffer()).asString().startsWith("count=2,bytes=10");
    }

    @Test
    void aContainerFlagOnAPlainCreateLeavesTheDigestRight() throws Exception {
        assertThat(session.call(Requests.create(1, "/flag4", null, 4))).isZero();
        assertThat(session.call(Requests.setData(2, "/flag4", new byte[1], -1))).isZero();
        assertThat(FourLetterClient.monitor(SERVER.port()))
                .containsEntry("digest_mismatches_count", "0");
    }

    @Test
    void aSilentStrangerIsClosed() throws Exception {
        try (RawSession stranger = RawSession.dial(SERVER.port(), 30_000)) {
            assertThatThrownBy(stranger::receive).isInstanceOf(EOFException.class);
        }
    }
}
