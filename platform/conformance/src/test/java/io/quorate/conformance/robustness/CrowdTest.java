package io.quorate.conformance.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.Creates;
import io.quorate.bench.FourLetterClient;
import io.quorate.bench.JuteIn;
import io.quorate.bench.LoadRun;
import io.quorate.bench.OpCode;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.conformance.RunningServer;
import io.quorate.testkit.matrix.ForEveryAssembly;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many sessions, many children, many ephemerals, many watchers. {@code -Dconformance.scale=10} is
 * the full size of issue 2.
 */
@ForEveryAssembly
@Timeout(900)
class CrowdTest {
    private static final int TENTHS = 10;
    private static final int SCALE = Integer.getInteger("conformance.scale", 1);

    @RegisterExtension
    static final RunningServer SERVER =
            RunningServer.with(spec -> spec.with("tickTime", 2000).withFlags("-Xmx2g"));

    @Test
    void aThousandConnectionsAtOnceAreAllTaken() throws Exception {
        Counts before = Counts.of(SERVER.server());
        long begin = System.nanoTime();
        try (Crowd crowd = Crowd.connect(SERVER.port(), 1000, 30_000)) {
            say("1,000 connections at once established after %d ms", millisSince(begin));
            assertThat(crowd.size()).isEqualTo(1000);
            assertThat(millisSince(begin)).as("ms").isLessThan(5000);
        }
        before.awaitOn(SERVER.server());
    }

    @Test
    void idleSessionsCostTheActiveOnesNothing() throws Exception {
        Counts before = Counts.of(SERVER.server());
        try (Crowd idle = connect(1000 * SCALE);
                Canary canary = new Canary(SERVER.port())) {
            create("/active");
            for (int i = 0; i < 10; i++) {
                create("/active/n" + i);
            }
            try (Crowd active = connect(100 * SCALE)) {
                byte[] set = Requests.setData(1, "/active/n3", new byte[100], -1);
                byte[] get = Requests.getData(2, "/active/n3", false);
                canary.restart();
                long begin = System.nanoTime();
                int rounds = 20;
                for (int i = 0; i < rounds; i++) {
                    active.send(set);
                    active.send(get);
                    active.await(2);
                }
                long operations = 2L * rounds * active.size();
                say(
                        "%,d idle and %,d active sessions: %,d operations in %d ms, canary waited at most %d ms",
                        idle.size(),
                        active.size(),
                        operations,
                        millisSince(begin),
                        canary.worstMillis());
            }
            idle.send(Requests.ping());
            idle.await(1);
            assertThat(canary.rest()).isPositive();
        }
        before.awaitOn(SERVER.server());
    }

    private static Crowd connect(int size) throws IOException {
        return Crowd.connect(SERVER.port(), size, 40_000);
    }

    @Test
    void everyWatcherOfANodeIsTold() throws Exception {
        Counts before = Counts.of(SERVER.server());
        create("/watched");
        try (Crowd crowd = connect(1000 * SCALE)) {
            crowd.send(Requests.getData(1, "/watched", true));
            crowd.await(1);
            long begin = System.nanoTime();
            try (RawSession writer = RawSession.open(SERVER.port(), 30_000)) {
                assertThat(writer.call(Requests.setData(1, "/watched", new byte[1], -1))).isZero();
                crowd.await(1);
                say("%,d watchers told after %d ms", crowd.size(), millisSince(begin));
                writer.call(Requests.close(2));
            }
            assertThat(FourLetterClient.monitor(SERVER.port()))
                    .containsEntry("watch_count", Long.toString(before.watches()));
        }
        before.awaitOn(SERVER.server());
    }

    @Test
    void manyEphemeralsGoWithTheirSession() throws Exception {
        int count = 10_000 * SCALE;
        create("/ephemerals");
        Counts before = Counts.of(SERVER.server());
        try (Canary canary = new Canary(SERVER.port())) {
            LoadRun owner =
                    new LoadRun(
                            SERVER.port(),
                            1,
                            64,
                            new Creates(
                                    count,
                                    null,
                                    1,
                                    i -> String.format(Locale.ROOT, "/ephemerals/e%06d", i)));
            owner.runAll();
            assertThat(children("/ephemerals")).isEqualTo(count);
            canary.restart();
            long begin = System.nanoTime();
            owner.close();
            while (children("/ephemerals") > 0) {
                assertThat(millisSince(begin))
                        .as("ms until the ephemerals are gone")
                        .isLessThan(60_000);
            }
            say(
                    "%,d ephemerals gone after %d ms, canary waited at most %d ms",
                    count, millisSince(begin), canary.worstMillis());
            assertThat(canary.rest()).isPositive();
        }
        before.awaitOn(SERVER.server());
    }

    @Test
    void aParentCanHaveVeryManyChildren() throws Exception {
        int count = 100_000 * SCALE;
        int part = count / TENTHS;
        create("/parent");
        double[] rates = new double[TENTHS];
        for (int tenth = 0; tenth < TENTHS; tenth++) {
            rates[tenth] = createChildren(tenth * part, part);
        }
        double first = rates[0];
        // A tenth takes a tenth of a second: one that a slow disk or a neighbour holds up says
        // nothing, all of the last three do.
        double last = Arrays.stream(rates, TENTHS - 3, TENTHS).max().orElseThrow();
        say(
                "creates/s below one parent: %,.0f for the first, %,.0f for the fastest of the last three tenths of %,d children",
                first, last, count);
        assertThat(last)
                .as("creates/s at the end, with %.0f at the start", first)
                .isGreaterThan(first / 4);
        assertThat(children("/parent")).isEqualTo(count);
        list(count);
        try (RawSession session = RawSession.open(SERVER.port(), 10_000)) {
            assertThat(session.call(Requests.create(1, "/parent/after", null, 0))).isZero();
            session.call(Requests.close(2));
        }
    }

    private static double createChildren(int from, int count) throws IOException {
        Creates creates =
                new Creates(
                        count, null, i -> String.format(Locale.ROOT, "/parent/n%07d", from + i));
        try (LoadRun run = new LoadRun(SERVER.port(), 8, 32, creates)) {
            return run.runAll().perSecond();
        }
    }

    /** The listing succeeds as a whole, or is refused cleanly. */
    private static void list(int count) throws IOException {
        try (RawSession session = RawSession.open(SERVER.port(), 30_000)) {
            long begin = System.nanoTime();
            session.send(
                    Requests.header(1, OpCode.GET_CHILDREN).string("/parent").bool(false).frame());
            JuteIn reply = new JuteIn(session.receive());
            reply.int32();
            reply.int64();
            int error = reply.int32();
            if (error == 0) {
                assertThat(reply.strings()).hasSize(count);
            }
            say("listing of %,d children: error %d after %d ms", count, error, millisSince(begin));
            session.call(Requests.close(2));
        } catch (EOFException e) {
            say("listing of %,d children: connection closed", count);
        }
    }

    private static int children(String path) throws IOException {
        try (RawSession session = RawSession.open(SERVER.port(), 30_000)) {
            session.send(Requests.header(1, OpCode.EXISTS).string(path).bool(false).frame());
            JuteIn reply = new JuteIn(session.receive());
            reply.int32();
            reply.int64();
            assertThat(reply.int32()).isZero();
            for (int i = 0; i < 4; i++) {
                reply.int64(); // czxid, mzxid, ctime, mtime
            }
            for (int i = 0; i < 3; i++) {
                reply.int32(); // versions
            }
            reply.int64();
            reply.int32();
            int children = reply.int32();
            session.call(Requests.close(2));
            return children;
        }
    }

    private static void create(String path) throws IOException {
        try (RawSession session = RawSession.open(SERVER.port(), 30_000)) {
            session.call(Requests.create(1, path, null, 0));
            session.call(Requests.close(2));
        }
    }

    private static long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
