package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.election.ElectionFactory;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every election must do, whatever its algorithm. A plugin extends this class and says which
 * factory it brings; {@link ElectionWorld} checks every action of every test.
 *
 * <p>The random runs default to 50 seeds; {@code -Dquorate.test.seeds=n} sets another number. A
 * failure names its seed.
 */
public abstract class ElectionCoreContract {

    /**
     * Time within which servers that can talk must have decided; the longest back-off of an
     * algorithm fits in.
     */
    private static final int PATIENCE_MILLIS = 120_000;

    /** The factory under test. */
    protected abstract ElectionFactory factory();

    private ElectionWorld world(int voters, int observers, long seed) {
        return new ElectionWorld(factory(), voters, observers, seed, 20);
    }

    @Test
    void aLoneVoterElectsItself() {
        ElectionWorld world = world(1, 0, 1);
        world.begin(1, 3, 0x300000005L);
        world.run(PATIENCE_MILLIS);
        assertThat(world.decided(1)).isNotNull();
        assertThat(world.decided(1).leader()).isEqualTo(new ServerId(1));
    }

    @Test
    void theBestHistoryWins() {
        ElectionWorld world = world(3, 0, 2);
        world.begin(1, 2, 0x200000009L);
        world.begin(2, 2, 0x200000007L);
        world.begin(3, 1, 0x1000000ffL);
        world.run(PATIENCE_MILLIS);
        for (int id = 1; id <= 3; id++) {
            assertThat(world.decided(id)).as("vote of %d", id).isNotNull();
            assertThat(world.decided(id).leader())
                    .as("leader of %d", id)
                    .isEqualTo(new ServerId(1));
        }
    }

    @Test
    void aMajorityIsEnough() {
        ElectionWorld world = world(3, 0, 3);
        world.kill(3);
        world.begin(1, 1, 5);
        world.begin(2, 1, 6);
        world.run(PATIENCE_MILLIS);
        assertThat(world.decided(1)).isNotNull().isEqualTo(world.decided(2));
    }

    @Test
    void aMinorityDecidesNothing() {
        ElectionWorld world = world(3, 2, 4);
        world.kill(2);
        world.kill(3);
        world.begin(1, 1, 5);
        world.begin(4, Vote.NEUTRAL);
        world.begin(5, Vote.NEUTRAL);
        world.run(PATIENCE_MILLIS);
        assertThat(world.decided(1)).isNull();
        assertThat(world.decided(4)).isNull();
    }

    @Test
    void anObserverLearnsTheLeader() {
        ElectionWorld world = world(2, 1, 5);
        world.begin(1, 1, 5);
        world.begin(2, 1, 5);
        world.begin(3, Vote.NEUTRAL);
        world.run(500);
        standAsDecided(world, 2);
        world.run(PATIENCE_MILLIS);
        assertThat(world.decided(3)).isNotNull();
        assertThat(world.decided(3).leader()).isEqualTo(world.decided(1).leader());
    }

    @Test
    void aNewcomerFindsTheStandingLeader() {
        ElectionWorld world = world(3, 0, 6);
        world.begin(1, 1, 5);
        world.begin(2, 1, 6);
        world.run(PATIENCE_MILLIS);
        standAsDecided(world, 2);
        Vote standing = world.decided(2);
        world.begin(3, 1, 99);
        world.run(PATIENCE_MILLIS);
        assertThat(world.decided(3)).isNotNull();
        assertThat(world.decided(3).leader())
                .as("a better history does not unseat a leader that stands")
                .isEqualTo(standing.leader());
        assertThat(world.lookingHeard(standing.leader().value())).contains(new ServerId(3));
    }

    @Test
    void aNewRoundCanBeBegun() {
        ElectionWorld world = world(3, 0, 7);
        for (int round = 0; round < 3; round++) {
            for (int id = 1; id <= 3; id++) {
                world.begin(id, 1 + round, id + 10L * round);
            }
            world.run(PATIENCE_MILLIS);
            for (int id = 1; id <= 3; id++) {
                assertThat(world.decided(id)).as("round %d, server %d", round, id).isNotNull();
                assertThat(world.decided(id).leader()).isEqualTo(new ServerId(3));
            }
        }
    }

    @Test
    void equalSeedsGiveEqualRuns() {
        assertThat(randomRun(11).trace()).isEqualTo(randomRun(11).trace());
    }

    @Test
    void lostLinksDelayButDoNotDivide() {
        int seeds = Integer.getInteger("quorate.test.seeds", 50);
        for (int seed = 0; seed < seeds; seed++) {
            try {
                ElectionWorld world = randomRun(seed);
                for (int id = 1; id <= 3; id++) {
                    assertThat(world.decided(id)).as("vote of %d", id).isNotNull();
                    assertThat(world.decided(id).leader())
                            .as("leader of %d", id)
                            .isEqualTo(world.decided(1).leader());
                }
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    /**
     * Three voters, links that break for a while, then quiet. Servers that decided stand, as they
     * would.
     */
    private ElectionWorld randomRun(long seed) {
        Random random = new Random(seed);
        ElectionWorld world = world(3, 0, seed);
        for (int id = 1; id <= 3; id++) {
            world.begin(id, 1, random.nextInt(4));
            world.run(random.nextInt(50));
        }
        for (int i = 0; i < 10; i++) {
            world.cut(1 + random.nextInt(3));
            world.run(random.nextInt(200));
            standAsDecided(world, 3);
        }
        for (int i = 0; i < 60 && !agreed(world); i++) {
            world.run(1_000);
            standAsDecided(world, 3);
            giveUpWhatCannotServe(world, random);
        }
        return world;
    }

    private static boolean agreed(ElectionWorld world) {
        Vote first = world.decided(1);
        for (int id = 1; id <= 3; id++) {
            if (first == null
                    || world.decided(id) == null
                    || !world.decided(id).leader().equals(first.leader())) {
                return false;
            }
        }
        return true;
    }

    /**
     * As consensus does: a server that follows one that does not lead, or leads without a quorum,
     * looks again.
     */
    private static void giveUpWhatCannotServe(ElectionWorld world, Random random) {
        for (int id = 1; id <= 3; id++) {
            Vote vote = world.decided(id);
            if (vote == null) {
                continue;
            }
            Vote leaders = world.decided(vote.leader().value());
            int followers = 0;
            for (int other = 1; other <= 3; other++) {
                followers +=
                        world.decided(other) != null
                                        && world.decided(other).leader().equals(vote.leader())
                                ? 1
                                : 0;
            }
            if (leaders == null || !leaders.leader().equals(vote.leader()) || followers < 2) {
                world.begin(id, 1, random.nextInt(4));
            }
        }
    }

    private static void standAsDecided(ElectionWorld world, int voters) {
        for (int id = 1; id <= voters; id++) {
            Vote vote = world.decided(id);
            if (vote != null) {
                Role role = vote.leader().value() == id ? Role.LEADING : Role.FOLLOWING;
                world.stand(id, role, vote.leader().value(), vote.epoch(), vote.zxid());
            }
        }
    }
}
