package io.quorate.replica.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replica.TestSettings;
import io.quorate.replica.settings.SessionRules;
import io.quorate.runtime.Counter;
import io.quorate.sessions.SessionClock;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.memory.MemoryFactory;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.SimStorageHost;
import io.quorate.tree.TreeSettings;
import org.junit.jupiter.api.Test;

/** Which sessions a learner tells its leader of. */
class SessionTrackerTest {

    private static final int TICK_MILLIS = 1000;
    private static final long KNOWN = 7;
    private static final long UNKNOWN = 8;

    @Test
    void whatAnObserverNamesIsPassedOnIfItIsASession() throws Exception {
        TreeBatch tree =
                new MemoryFactory()
                        .open(
                                TestSettings.DIRS,
                                new SimStorageHost(new SimDisk(1), SimStorageHost.withoutReserve()))
                        .tree()
                        .batch();
        tree.session(KNOWN, 10_000);
        SessionTracker tracker =
                new SessionTracker(
                        new SessionContext(
                                TestSettings.of(
                                        new TreeSettings(true, false, false, true, true, false),
                                        1,
                                        TICK_MILLIS,
                                        20 * TICK_MILLIS,
                                        SessionRules.DEFAULT),
                                null,
                                new SessionClock(TICK_MILLIS, 0),
                                new Counter("expired")),
                        null,
                        null,
                        null,
                        null,
                        null);
        tracker.follow(tree);
        tracker.touch(UNKNOWN, 10_000);
        tracker.touch(KNOWN, 10_000);
        assertThat(tracker.collectTouches().sessionIds()).containsExactly(KNOWN);
    }
}
