package io.quorate.shell.client;

import io.quorate.model.OpCode;
import io.quorate.wire.JuteReader;
import io.quorate.wire.JuteWriter;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection alive while its frames are read: a ping after a third of the session timeout
 * without a request, a break after two thirds without an answer. Source: spec client-protocol
 * section 10.1. Reader thread only.
 */
final class Heartbeat {

    /** The number of pings and of their answers. */
    static final int XID = -2;

    private final Link link;
    private final long pingNanos;
    private long lastHeardNanos = System.nanoTime();

    Heartbeat(Link link, int timeoutMillis) {
        this.link = link;
        pingNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis) / 3;
    }

    /** The next frame, or null when it was time for a ping instead, which has been sent. */
    @Nullable JuteReader nextFrame() throws IOException {
        while (true) {
            long now = System.nanoTime();
            long toPing = link.lastSentNanos() + pingNanos - now;
            long toSilence = lastHeardNanos + 2 * pingNanos - now;
            if (toSilence <= 0) {
                throw new IOException("the server is silent");
            }
            if (toPing <= 0) {
                link.send(new JuteWriter(8).int32(XID).int32(OpCode.PING));
                return null;
            }
            JuteReader frame =
                    link.read(
                            (int)
                                    Math.max(
                                            1,
                                            TimeUnit.NANOSECONDS.toMillis(
                                                    Math.min(toPing, toSilence))));
            if (frame != null) {
                lastHeardNanos = System.nanoTime();
                return frame;
            }
        }
    }
}
