package io.quorate.conformance.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.conformance.RunningServer;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The server is killed under load, again and again; afterwards everything acknowledged is there and
 * nothing else than what was sent. Properties: {@code conformance.kills} (default 3, full size 50),
 * {@code conformance.seed}.
 */
@ForEveryAssembly
@Requires(Requirement.DURABLE_STORAGE)
@Timeout(1800)
class KillLoopTest {
    private static final int ROUNDS = Integer.getInteger("conformance.kills", 3);
    private static final int WRITERS = 6;

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.with(spec -> spec.with("snapCount", 2000));

    @Test
    void nothingAcknowledgedIsMissing() throws Exception {
        Random random = new Random(Long.getLong("conformance.seed", 1));
        List<KillWriter> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new KillWriter(i, SERVER.port()));
        }
        KillWriter.createParents(SERVER.port(), WRITERS);
        long acknowledged = 0;
        long highestZxid = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Thread> threads = new ArrayList<>();
            for (KillWriter writer : writers) {
                threads.add(Thread.ofPlatform().name("writer").start(writer));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200 + random.nextInt(1500)));
            SERVER.server().kill();
            for (Thread thread : threads) {
                thread.join();
            }
            SERVER.server().start();
            for (KillWriter writer : writers) {
                acknowledged += writer.verify();
                highestZxid = Math.max(highestZxid, writer.highestZxid());
            }
            assertThat(KillWriter.newZxid(SERVER.port()))
                    .as("zxids never go back")
                    .isGreaterThan(highestZxid);
        }
        System.out.println(
                ROUNDS + " kills, " + acknowledged + " writes acknowledged, none missing");
        assertThat(acknowledged).isPositive();
    }
}
