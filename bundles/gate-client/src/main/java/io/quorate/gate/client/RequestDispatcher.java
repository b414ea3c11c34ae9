package io.quorate.gate.client;

import io.quorate.gate.client.settings.GateSettings;
import io.quorate.gate.client.settings.RequestThrottleSettings;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Loop;
import io.quorate.service.RequestHandler;
import io.quorate.wire.JuteReader;
import io.quorate.wire.MalformedRecord;
import io.quorate.wire.RequestCodec;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The way from a frame to the {@link RequestHandler}: decodes reads, copies writes. If request
 * throttling is on, requests wait here in one queue while too many are in process. Replica's loop
 * only. Source: spec client-protocol section 13.2.
 */
final class RequestDispatcher {

    private record Waiting(
            Connection connection, int xid, int op, byte[] body, long arrivalNanos) {}

    private final RequestThrottleSettings settings;
    private final RequestHandler handler;
    private final Loop loop;
    private final Clock clock;
    private final GateStatistics statistics;
    private final JuteReader reader;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final int requestsMax;
    private boolean scheduled;

    RequestDispatcher(
            GateSettings gate,
            RequestHandler handler,
            Loop loop,
            Clock clock,
            GateStatistics statistics) {
        this.settings = gate.requests();
        this.handler = handler;
        this.loop = loop;
        this.clock = clock;
        this.statistics = statistics;
        this.requestsMax = settings.requestsMax();
        this.reader =
                new JuteReader()
                        .boundLengths(
                                (int)
                                        Math.min(
                                                Integer.MAX_VALUE,
                                                (long) gate.packets().frameBytesMax()
                                                        + gate.packets().extraBytesMax()));
    }

    /**
     * A request whose body stands from {@code from} to {@code to}; the array is the caller's again
     * after the call.
     */
    void offer(
            Connection connection,
            int xid,
            int op,
            byte[] source,
            int from,
            int to,
            long arrivalNanos) {
        if (requestsMax > 0 && (!queue.isEmpty() || handler.outstanding() >= requestsMax)) {
            statistics.throttleWaits.add(1);
            queue.add(
                    new Waiting(
                            connection,
                            xid,
                            op,
                            Arrays.copyOfRange(source, from, to),
                            arrivalNanos));
        } else if (OpCode.isWrite(op)) {
            handler.write(connection, xid, op, Arrays.copyOfRange(source, from, to));
        } else {
            read(connection, xid, op, source, from, to);
        }
    }

    /** Reader for a record in {@code source}; good until the next call. */
    JuteReader reader(byte[] source, int from, int to) {
        return reader.reset(source, from, to);
    }

    /** Something was answered, so something that waits may go on. */
    void answered() {
        if (!queue.isEmpty() && !scheduled) {
            scheduled = true;
            loop.atEndOfTurn(this::admitWaiting);
        }
    }

    /** Lets in what the limit allows; also called every stall time. */
    void admitWaiting() {
        scheduled = false;
        while (!queue.isEmpty() && handler.outstanding() < requestsMax) {
            admit(queue.poll());
        }
    }

    private void admit(Waiting next) {
        Connection connection = next.connection();
        long waitedMillis = TimeUnit.NANOSECONDS.toMillis(clock.nowNanos() - next.arrivalNanos());
        statistics.throttleQueueTime.add(waitedMillis);
        boolean stale =
                settings.staleConnectionCheck() && !connection.isOpen()
                        || settings.staleLatencyCheck()
                                && waitedMillis > connection.timeoutMillis();
        if (stale) {
            statistics.stale.add(1);
            if (settings.dropStale()) {
                statistics.staleDropped.add(1);
                connection.hangUp("a request of it waited too long");
                return;
            }
        }
        int op = next.op();
        byte[] body = next.body();
        if (settings.opWaitMillis() > 0
                && waitedMillis > settings.opWaitMillis()
                && op != OpCode.PING
                && op != OpCode.CLOSE_SESSION) {
            statistics.throttled.add(1);
            handler.throttled(connection, next.xid(), op);
        } else if (OpCode.isWrite(op)) {
            handler.write(connection, next.xid(), op, body);
        } else {
            read(connection, next.xid(), op, body, 0, body.length);
        }
    }

    private void read(Connection connection, int xid, int op, byte[] source, int from, int to) {
        Request request;
        try {
            request = RequestCodec.decode(op, reader.reset(source, from, to));
        } catch (MalformedRecord malformed) {
            handler.malformed(connection, xid, op);
            return;
        }
        handler.read(connection, xid, request);
    }
}
