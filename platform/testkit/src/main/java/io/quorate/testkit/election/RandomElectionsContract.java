package io.quorate.testkit.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionFactory;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.testkit.sim.SimNetwork;
import java.util.Map;
import java.util.Random;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/**
 * Elections of 3 to 7 servers whose links are slow, break, are cut and doubled, and which crash in
 * half of the runs. Every decision is held to what an election promises; when the network is calm,
 * all must stand behind one leader soon.
 *
 * <p>{@code -Dquorate.election.seeds=n} sets the number of runs (default 300, full size 20,000),
 * {@code -Dquorate.election.seed=n} runs one.
 */
public abstract class RandomElectionsContract {

    private static final int CALM_MILLIS = 10_000;

    /**
     * The election under test, by another order of candidates.
     *
     * @param better whether its first candidate is better than its second one; {@code null}: the
     *     election's own order
     */
    protected abstract ElectionFactory factory(BiPredicate<Vote, Vote> better);

    /**
     * The round of a core of the factory, in which a server votes for one leader only; {@link
     * Long#MIN_VALUE} if the algorithm counts none.
     */
    protected long round(ElectionCore core) {
        return ElectionEnsemble.NO_ROUND;
    }

    @Test
    void theBestOfAQuorumWinsAndSoon() {
        Long single = Long.getLong("quorate.election.seed");
        if (single != null) {
            run(single, factory(null));
            return;
        }
        int seeds = Integer.getInteger("quorate.election.seeds", 300);
        long decisions = 0;
        for (long seed = 1; seed <= seeds; seed++) {
            try {
                decisions += run(seed, factory(null));
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
        assertThat(decisions).isGreaterThan(5L * seeds);
    }

    private ElectionEnsemble ensemble(
            Random random, int voters, int observers, ElectionFactory factory) {
        return new ElectionEnsemble(random, voters, observers, factory, this::round);
    }

    private long run(long seed, ElectionFactory factory) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        int voters = 3 + random.nextInt(5);
        boolean crashes = seed % 2 == 0;
        ElectionEnsemble ensemble = ensemble(random, voters, random.nextInt(2), factory);
        SimNetwork network = ensemble.network();
        network.ghostsPerMille(200);
        ensemble.start();
        for (int fault = 0; fault < 12; fault++) {
            ensemble.runMillis(random.nextInt(400));
            ServerId one = new ServerId(1 + random.nextInt(voters));
            switch (random.nextInt(crashes ? 6 : 4)) {
                case 0 -> network.breakOne();
                case 1 -> network.delayMicrosMax(random.nextBoolean() ? 2_000 : 200_000);
                case 2 -> network.cut(one, new ServerId(1 + random.nextInt(voters)));
                case 3 -> network.heal();
                case 4 -> ensemble.crash(one, random.nextBoolean());
                default -> ensemble.restartAll();
            }
        }
        network.heal();
        network.delayMicrosMax(2_000);
        ensemble.restartAll();
        long calmMillis = ensemble.untilAllStandBehindOne(CALM_MILLIS);
        assertThat(calmMillis)
                .as("ms without faults until all stand behind one leader")
                .isLessThan(CALM_MILLIS);
        return ensemble.decisions();
    }

    /**
     * The historical mistakes 1154 (a worse history wins) and 1419 (an order that is none: the vote
     * never settles), and others.
     */
    @Test
    void wrongOrdersOfVotesAreCaught() {
        Map<String, BiPredicate<Vote, Vote>> wrong =
                Map.of(
                        "the id alone",
                        (candidate, than) -> candidate.leader().compareTo(than.leader()) > 0,
                        "the zxid before the epoch",
                        (candidate, than) ->
                                candidate.zxid() > than.zxid()
                                        || candidate.zxid() == than.zxid()
                                                && candidate.leader().compareTo(than.leader()) > 0,
                        "no order among equals",
                        (candidate, than) ->
                                candidate.epoch() > than.epoch()
                                        || candidate.epoch() == than.epoch()
                                                && candidate.zxid() > than.zxid(),
                        "a circle",
                        (candidate, than) ->
                                Math.floorMod(candidate.leader().value() - than.leader().value(), 3)
                                        == 1,
                        "the worse one",
                        (candidate, than) -> ElectionEnsemble.isBetter(than, candidate));
        wrong.forEach(
                (name, order) -> {
                    long seed = 1;
                    while (seed <= 200 && holds(seed, order)) {
                        seed++;
                    }
                    assertThat(seed)
                            .as("seeds until \"%s\" is caught", name)
                            .isLessThanOrEqualTo(200);
                });
    }

    private boolean holds(long seed, BiPredicate<Vote, Vote> order) {
        try {
            run(seed, factory(order));
            return true;
        } catch (AssertionError caught) {
            return false;
        }
    }

    /** Links that are as fast as on one machine: the failover needs no 200 ms of silence. */
    @Test
    void aLeaderIsReplacedQuickly() {
        ElectionEnsemble ensemble = ensemble(new Random(4), 3, 0, factory(null));
        ensemble.start();
        ensemble.untilAllStandBehindOne(CALM_MILLIS);
        ServerId leader = ensemble.leader();
        ensemble.crash(leader, false);
        long millis = ensemble.untilAllStandBehindOne(CALM_MILLIS);
        assertThat(ensemble.leader()).isNotEqualTo(leader);
        assertThat(millis)
                .as("ms from the crash of the leader to the decision of the others")
                .isLessThan(60);
    }
}
