package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.ErrorCode;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.replica.settings.SessionRules;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the minority side of an ensemble does for readers. */
@ForEveryAssembly
@Requires(Requirement.PEERS)
final class ReadOnlyTest {

    private static final int WAIT_MILLIS = 2000;

    private final EnsembleOnATable table = new EnsembleOnATable(3, 3, false);
    private EnsembleOnATable.Server alone;

    private void cutOff() throws Exception {
        table.sessions = new SessionRules(true, false, false, true);
        table.startAll();
        table.untilServing(3);
        alone = table.servers.getFirst();
        RecordedConnection writer = alone.connect();
        alone.create(writer, 1, "/before", "x");
        table.loop.advanceMillis(50, 10);
        assertThat(writer.take()).contains("1 created /before");
        alone.links.cut(true);
        table.untilServing(2);
    }

    private void untilReadOnly() {
        for (int step = 0; !alone.isServing(); step++) {
            assertThat(step).isLessThan(600);
            table.loop.advanceMillis(10, 10);
        }
        assertThat(alone.handler().report().mode()).isEqualTo("read-only");
    }

    @Test
    void afterLookingLongEnoughReadersAreServedAndNobodyElse() throws Exception {
        cutOff();
        long before = table.clock.nowNanos();
        untilReadOnly();
        assertThat((table.clock.nowNanos() - before) / 1_000_000)
                .as("ms from the loss of the leader")
                .isBetween(WAIT_MILLIS - 200L, 2L * WAIT_MILLIS);
        assertThat(alone.connect(10_000, false).take()).containsExactly("closed");
        RecordedConnection reader = alone.connect(10_000, true);
        assertThat(reader.take()).containsExactly("established 10000 read-only");
        alone.get(reader, 1, "/before");
        alone.create(reader, 2, "/no", "");
        alone.handler().read(reader, 3, new Request.Sync(Znode.of("/")));
        alone.write(reader, 4, new Request.Multi(List.of()));
        alone.ping(reader);
        alone.closeSession(reader, 5);
        assertThat(reader.take())
                .containsExactly(
                        "1 data x v0",
                        "2 error " + ErrorCode.NOT_READ_ONLY,
                        "3 error " + ErrorCode.NOT_READ_ONLY,
                        "4 error " + ErrorCode.NOT_READ_ONLY,
                        "-2 ok",
                        "5 ok",
                        "closed");
    }

    @Test
    void globalSessionsAreSentElsewhereAndUnknownOnesRejected() throws Exception {
        table.sessions = new SessionRules(true, false, false, true);
        table.startAll();
        table.untilServing(3);
        alone = table.servers.getFirst();
        RecordedConnection global = table.servers.get(1).connect();
        table.loop.advanceMillis(50, 10);
        alone.links.cut(true);
        untilReadOnly();
        assertThat(alone.resume(global, 10_000, true).take()).containsExactly("closed");
        RecordedConnection reader = alone.connect(10_000, true);
        assertThat(alone.resume(reader, 10_000, true).take())
                .as("a reader may come back")
                .containsExactly("established 10000 read-only");
        global.sessionId = 77;
        global.password = io.quorate.wire.SessionPassword.of(77);
        assertThat(alone.resume(global, 10_000, true).take()).containsExactly("rejected read-only");
    }

    @Test
    void whenTheLeaderIsBackReadersGoAndAreServedInFullAgain() throws Exception {
        cutOff();
        untilReadOnly();
        RecordedConnection reader = alone.connect(10_000, true);
        reader.take();
        alone.links.cut(false);
        for (int step = 0; !alone.handler().report().mode().equals("follower"); step++) {
            assertThat(step).isLessThan(1000);
            table.loop.advanceMillis(10, 10);
        }
        table.untilServing(3);
        assertThat(reader.take()).containsExactly("closed");
        RecordedConnection late = alone.resume(reader, 10_000, true);
        table.loop.advanceMillis(50, 10);
        assertThat(late.take())
                .as("the session of a reader ends with the mode")
                .containsExactly("rejected");
        RecordedConnection again = alone.connect(10_000, true);
        table.loop.advanceMillis(50, 10);
        assertThat(again.take()).containsExactly("established 10000");
        alone.create(again, 1, "/after", "");
        table.loop.advanceMillis(50, 10);
        assertThat(again.take()).containsExactly("1 created /after");
    }

    @Test
    void aSilentReaderExpires() throws Exception {
        cutOff();
        untilReadOnly();
        RecordedConnection reader = alone.connect(400, true);
        RecordedConnection other = alone.connect(400, true);
        for (int step = 0; step < 10; step++) {
            table.loop.advanceMillis(100, 10);
            alone.ping(other);
        }
        assertThat(reader.take()).containsExactly("established 400 read-only", "closed");
        assertThat(other.take()).doesNotContain("closed");
    }

    @Test
    void withoutTheSettingNobodyIsServedOnTheMinoritySide() throws Exception {
        table.startAll();
        table.untilServing(3);
        alone = table.servers.getFirst();
        alone.links.cut(true);
        table.loop.advanceMillis(5000, 10);
        assertThat(alone.isServing()).isFalse();
        assertThat(alone.connect(10_000, true).take()).containsExactly("closed");
    }
}
