package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.EnsembleSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What every consensus core must do when its server is the only voter. A plugin extends this class
 * and says which factory it brings; the rules of order and durability are checked by {@link
 * CoreDriver} on every action of every test.
 *
 * <p>The random runs default to 200 seeds; {@code -Dquorate.test.seeds=n} sets another number. A
 * failure names its seed.
 */
public abstract class ConsensusCoreContract {

    private static final ServerId SELF = new ServerId(1);
    private static final long WINDOW_BYTES = 64;

    /** The factory under test; a new one or the same at every call. */
    protected abstract ConsensusFactory factory();

    /** The only member of the ensemble. */
    protected Membership membership() {
        Member.Address address = new Member.Address("127.0.0.1", 2888, 3888);
        return Membership.ofMajority(
                0, List.of(new Member(SELF, Member.Kind.PARTICIPANT, List.of(address), null, 0)));
    }

    private CoreDriver started(long lastZxid, long appliedZxid) {
        return started(HardState.INITIAL, lastZxid, appliedZxid);
    }

    private CoreDriver started(HardState hardState, long lastZxid, long appliedZxid) {
        return new CoreDriver(factory().create(settings()))
                .start(SELF, membership(), hardState, lastZxid, appliedZxid);
    }

    private static EnsembleSettings settings() {
        return new EnsembleSettings(SELF, 2_000, 10, 5, 1 << 20, 8, WINDOW_BYTES, false, Map.of());
    }

    private CoreDriver serving() {
        CoreDriver driver = started(0, 0).untilServing();
        driver.newActions();
        return driver;
    }

    @Test
    void aLoneVoterServes() {
        assertThat(started(0, 0).untilServing().serving()).isTrue();
    }

    @Test
    void portsHaveDifferentNames() {
        List<String> names = factory().ports(settings()).stream().map(port -> port.name()).toList();
        assertThat(new HashSet<>(names)).hasSameSizeAs(names);
    }

    /** What the server is to bring along is said before a core is made, and does not change. */
    @Test
    void theFactorySaysWhatItNeeds() {
        ConsensusFactory factory = factory();
        assertThat(factory.protocol()).matches("[a-z0-9][a-z0-9_-]{0,63}");
        assertThat(factory().protocol()).isEqualTo(factory.protocol());
        assertThat(factory().needsPeers()).isEqualTo(factory.needsPeers());
        assertThat(factory().needsElection()).isEqualTo(factory.needsElection());
        if (!factory.needsPeers()) {
            assertThat(factory.needsElection()).as("an election without peers").isFalse();
            assertThat(factory.ports(settings())).as("ports without peers").isEmpty();
        }
    }

    /** A directory that has been in an ensemble has epochs, which bound those of its entries. */
    @Test
    void anEpochIsCurrentBeforeItsFirstEntryIsLogged() {
        long last = Zxid.of(4, Zxid.COUNTER_MAX - 3);
        CoreDriver driver = started(new HardState(4, 4, new byte[0]), last, last).untilServing();
        for (int i = 0; i < 50; i++) {
            driver.submit(1);
        }
        settle(driver);
        assertThat(driver.carriedOut()).hasSize(50);
        assertThat(Zxid.epoch(driver.lastZxid())).isGreaterThan(4);
    }

    /** What gates a hand-over: a lone voter has nobody to hand over to. */
    @Test
    void aLoneVoterReportsNobodyWhoCouldTakeOver() {
        assertThat(serving().report().learners())
                .noneMatch(learner -> learner.voter() && learner.synced());
        assertThat(serving().report().outside()).isEmpty();
    }

    @Test
    void whatTheLogHoldsIsCommittedBeforeServing() {
        CoreDriver driver = started(Zxid.of(3, 17), Zxid.of(3, 9)).untilServing();
        assertThat(driver.appliedZxid()).isGreaterThanOrEqualTo(Zxid.of(3, 17));
    }

    @Test
    void aWriteIsCommittedWhenDurableAndNotBefore() {
        CoreDriver driver = serving();
        long before = driver.appliedZxid();
        driver.submit(7);
        assertThat(driver.appliedZxid()).isEqualTo(before);
        driver.persistAll();
        assertThat(driver.appliedZxid()).isGreaterThan(before).isEqualTo(driver.lastZxid());
    }

    @Test
    void writesAreCarriedOutInOrderOnceEach() {
        CoreDriver driver = serving();
        for (int i = 0; i < 100; i++) {
            driver.submit(i % 3);
        }
        settle(driver);
        assertThat(driver.carriedOut()).isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
        assertThat(driver.appliedZxid()).isEqualTo(driver.lastZxid());
    }

    @Test
    void theWindowBoundsWhatIsInFlight() {
        CoreDriver driver = serving();
        for (int i = 0; i < 1_000; i++) {
            driver.submit(1);
        }
        long appends =
                driver.newActions().stream()
                        .filter(action -> action instanceof ConsensusAction.Append)
                        .count();
        assertThat(appends).isBetween(1L, 8L);
        settle(driver);
        assertThat(driver.carriedOut()).hasSize(1_000);
    }

    @Test
    void aSyncIsAnsweredBehindTheWritesBeforeIt() {
        CoreDriver driver = serving();
        for (int i = 0; i < 20; i++) {
            driver.submit(1);
        }
        long sync = driver.sync();
        assertThat(driver.answer(sync)).isNull();
        settle(driver);
        assertThat(driver.answer(sync)).isInstanceOf(LeaderAnswer.Synced.class);
    }

    @Test
    void aSyncOnAnIdleServerIsAnswered() {
        CoreDriver driver = serving();
        long sync = driver.sync();
        settle(driver);
        assertThat(driver.answer(sync)).isInstanceOf(LeaderAnswer.Synced.class);
    }

    @Test
    void aRevalidationIsAnsweredByTheReplica() {
        CoreDriver driver = serving();
        long call = driver.revalidate(0x77);
        settle(driver);
        assertThat(driver.answer(call)).isEqualTo(new LeaderAnswer.SessionValid(true));
    }

    @Test
    void itStopsBeforeTheCounterOverflowsAndGoesOn() {
        CoreDriver driver =
                started(Zxid.of(4, Zxid.COUNTER_MAX - 3), Zxid.of(4, Zxid.COUNTER_MAX - 3))
                        .untilServing();
        for (int i = 0; i < 50; i++) {
            driver.submit(1);
        }
        settle(driver);
        assertThat(driver.carriedOut()).hasSize(50);
        assertThat(driver.actions())
                .filteredOn(action -> action instanceof ConsensusAction.Append)
                .noneMatch(
                        action ->
                                Zxid.counter(((ConsensusAction.Append) action).entry().zxid())
                                        == 0);
    }

    @Test
    void aPersistedTicketCountsForAllBelow() {
        CoreDriver driver = serving();
        driver.submit(1);
        driver.submit(1);
        driver.submit(1);
        driver.persist(driver.lastTicket());
        assertThat(driver.appliedZxid()).isEqualTo(driver.lastZxid());
    }

    @Test
    void equalEventsGiveEqualActions() {
        assertThat(randomRun(99).toString()).isEqualTo(randomRun(99).toString());
    }

    @Test
    void randomRunsKeepTheRules() {
        int seeds = Integer.getInteger("quorate.test.seeds", 200);
        for (int seed = 0; seed < seeds; seed++) {
            try {
                randomRun(seed);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    private List<ConsensusAction> randomRun(long seed) {
        Random random = new Random(seed);
        long last =
                random.nextInt(4) == 0
                        ? 0
                        : Zxid.of(random.nextInt(5), Zxid.COUNTER_MAX - random.nextInt(300));
        CoreDriver driver =
                started(last, random.nextBoolean() ? last : Zxid.of(Zxid.epoch(last), 0))
                        .untilServing();
        List<Long> asked = new ArrayList<>();
        int writes = 0;
        for (int i = 0; i < 400; i++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> {
                    driver.submit(random.nextInt(5));
                    writes++;
                }
                case 4 -> asked.add(driver.sync());
                case 5 -> asked.add(driver.revalidate(random.nextInt(5)));
                case 6 -> driver.persist(driver.lastTicket() - random.nextInt(4));
                default -> driver.tick();
            }
        }
        settle(driver);
        assertThat(driver.carriedOut())
                .isEqualTo(LongStream.rangeClosed(1, writes).boxed().toList());
        assertThat(asked)
                .allSatisfy(
                        id ->
                                assertThat(driver.answer(id))
                                        .as("answer to call %d", id)
                                        .isNotNull());
        assertThat(driver.appliedZxid()).isGreaterThanOrEqualTo(driver.lastZxid());
        return driver.actions();
    }

    /** Lets the disk and the time go on until nothing moves; bounded. */
    private static void settle(CoreDriver driver) {
        int quiet = 0;
        for (int i = 0; i < 5_000 && quiet < 20; i++) {
            int before = driver.actions().size();
            driver.persistAll();
            driver.tick();
            quiet = driver.actions().size() == before ? quiet + 1 : 0;
        }
    }
}
