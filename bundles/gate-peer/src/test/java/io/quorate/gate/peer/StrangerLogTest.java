package io.quorate.gate.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.net.InetSocketAddress;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class StrangerLogTest {

    private static final int PAUSE_MILLIS = 200;

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StrangerLog log = new StrangerLog("election", loop, PAUSE_MILLIS, lines::add);

    @AfterEach
    void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void theFirstIsToldAtOnceAndManyMoreInOneLine() throws Exception {
        loop.submit(
                        () -> {
                            for (int n = 1; n <= 1000; n++) {
                                log.turnedAway(new InetSocketAddress("10.0.0.9", n), "no words");
                            }
                        })
                .get();
        assertThat(lines.take())
                .isEqualTo("Connection of /10.0.0.9:1 to port election is closed: no words");
        assertThat(lines.take())
                .isEqualTo(
                        "999 more connections to port election were closed, the last one of /10.0.0.9:1000: no words");
        assertThat(lines).isEmpty();
        // A pause in which nobody came, and the next one is told at once again.
        TimeUnit.MILLISECONDS.sleep(2 * PAUSE_MILLIS);
        loop.submit(() -> log.turnedAway(new InetSocketAddress("10.0.0.8", 1), "why not")).get();
        assertThat(lines.take()).contains("/10.0.0.8:1");
    }
}
