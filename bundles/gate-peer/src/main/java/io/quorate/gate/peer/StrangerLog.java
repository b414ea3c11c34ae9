package io.quorate.gate.peer;

import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Logs connections that are refused on one port: the first one at once, those of the next while
 * together, since a program that dials in a loop must not fill the log. Loop thread only.
 */
final class StrangerLog {

    private final String port;
    private final EventLoop loop;
    private final int pauseMillis;
    private final Consumer<String> lines;
    private boolean pausing;
    private long untold;
    private @Nullable SocketAddress last;
    private @Nullable String lastReason;

    StrangerLog(String port, EventLoop loop, int pauseMillis, Consumer<String> lines) {
        this.port = port;
        this.loop = loop;
        this.pauseMillis = pauseMillis;
        this.lines = lines;
    }

    void turnedAway(SocketAddress from, String reason) {
        if (pausing) {
            untold++;
            last = from;
            lastReason = reason;
            return;
        }
        lines.accept("Connection of " + from + " to port " + port + " is closed: " + reason);
        pause();
    }

    private void pause() {
        pausing = true;
        loop.schedule(this::pauseIsOver, pauseMillis, TimeUnit.MILLISECONDS);
    }

    private void pauseIsOver() {
        pausing = false;
        if (untold > 0) {
            lines.accept(
                    untold
                            + " more connections to port "
                            + port
                            + " were closed, the last one of "
                            + last
                            + ": "
                            + lastReason);
            untold = 0;
            pause();
        }
    }
}
