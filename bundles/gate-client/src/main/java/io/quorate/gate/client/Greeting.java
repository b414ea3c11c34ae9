package io.quorate.gate.client;

import io.quorate.service.FourLetterCommands;
import io.quorate.wire.ConnectCodec;
import io.quorate.wire.ConnectRequest;
import io.quorate.wire.MalformedRecord;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The first thing a client says: a four-letter command or a connect request. Source: spec
 * client-protocol sections 1.2, 3 and 13.4.
 */
final class Greeting {

    /** Longest connect request: the fields of it take 29 bytes, a password 16. */
    static final int CONNECT_BYTES_MAX = 1024;

    private final GateContext gate;
    private final Connection connection;

    Greeting(GateContext gate, Connection connection) {
        this.gate = gate;
        this.connection = connection;
    }

    /** Takes it if it is complete; answers the index of the first byte left. */
    int take(byte[] source, int at, int to, long nowNanos) {
        if (to - at < 4) {
            return at;
        }
        int length = FrameDecoder.int32(source, at);
        FourLetterCommands commands = gate.commands();
        if (commands != null && commands.knows(length)) {
            return command(commands, length, source, at + 4, to) ? to : at;
        }
        if (length < 0 || length > Math.min(CONNECT_BYTES_MAX, gate.frameBytesMax)) {
            connection.hangUp("sent a first frame of " + length + " bytes");
            return to;
        }
        if (to - at - 4 < length) {
            return at;
        }
        int end = at + 4 + length;
        connection.counted(4 + length);
        try {
            connect(ConnectCodec.decodeRequest(gate.intake.reader(source, at + 4, end)), nowNanos);
        } catch (MalformedRecord malformed) {
            connection.hangUp("sent a malformed connect request: " + malformed.getMessage());
            return to;
        }
        return end;
    }

    private boolean command(
            FourLetterCommands commands, int command, byte[] source, int from, int to) {
        int argumentBytes = commands.argumentBytes(command);
        if (to - from < argumentBytes) {
            return false;
        }
        connection.counted(4);
        connection.listen();
        commands.answer(
                command,
                Arrays.copyOfRange(source, from, from + argumentBytes),
                gate.clientGate(),
                connection::tell);
        return true;
    }

    private void connect(ConnectRequest request, long nowNanos) {
        GateStatistics statistics = gate.statistics;
        statistics.connectRequests.add(1);
        if (!gate.handler.welcomes()) {
            statistics.notServing.add(1);
            connection.hangUp("the server does not serve clients now");
            return;
        }
        ConnectThrottle throttle = gate.connectThrottle;
        boolean admitted =
                throttle.admits(request.sessionId() != 0, TimeUnit.NANOSECONDS.toMillis(nowNanos));
        statistics.tokenDeficit.add(throttle.deficit());
        if (!admitted) {
            connection.hangUp("too many connect requests");
            return;
        }
        connection.join(request);
    }
}
