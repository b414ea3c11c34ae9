package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.zab.state.Rules;
import io.quorate.model.ServerId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random delays, broken and stalled links, partitions, crashes with the loss of what was not
 * durable, and checkpoints that make trees travel, over 3 and 5 voters and an observer (of the
 * leader or of a follower). The {@link Judge} checks every step. {@code -Dquorate.test.seeds=n}
 * sets the number of seeds (default 150); a failure names its seed.
 */
class RandomScheduleTest {

    private static final int ROUNDS = 60;

    @Test
    void nothingDecidedIsEverLost() {
        int seeds = Integer.getInteger("quorate.test.seeds", 150);
        long first = Long.getLong("quorate.test.seed", 0);
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                run(seed, Rules.SOUND);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    /** One run; the number of transactions decided in it. */
    static int run(long seed, Rules rules) {
        Random chance = new Random(seed ^ 0x5eed);
        Set<String> features =
                seed % 5 == 1 ? Set.of("reconfig") : seed % 4 == 0 ? Set.of("masters") : Set.of();
        int observers = seed % 5 == 1 ? 2 : seed % 2 == 0 ? 1 : 0;
        World world = new World(seed, seed % 3 == 0 ? 5 : 3, observers, true, features, rules);
        world.reconfigs = seed % 5 == 1;
        world.elections = true;
        world.servers.values().forEach(world::start);
        List<SimServer> all = new ArrayList<>(world.servers.values());
        for (int round = 0; round < ROUNDS; round++) {
            world.run(20 + chance.nextInt(150));
            fault(world, chance, all);
            for (int i = chance.nextInt(12); i > 0; i--) {
                SimServer server = all.get(chance.nextInt(all.size()));
                if (server.serving()) {
                    world.write(server);
                }
            }
            SimServer asking = all.get(chance.nextInt(all.size()));
            if (asking.serving()) {
                asking.sync();
            }
        }
        settle(world, all);
        return world.judge.decided();
    }

    private static void fault(World world, Random chance, List<SimServer> all) {
        SimServer server = all.get(chance.nextInt(all.size()));
        switch (chance.nextInt(15)) {
            case 0 -> server.crash(chance.nextInt(4));
            case 1, 2, 3 -> {
                if (!server.running()) {
                    world.start(server);
                }
            }
            case 4 -> world.network.cutOne();
            case 5 -> world.network.part(server.id, all.get(chance.nextInt(all.size())).id);
            case 6, 7 -> world.network.heal();
            case 8 -> server.checkpoint();
            case 9 -> {
                SimServer leader = world.leader();
                if (leader != null) {
                    leader.crash(chance.nextInt(6));
                }
            }
            case 10 -> {
                if (server.serving() && chance.nextBoolean()) {
                    server.handOver(null);
                }
            }
            case 12 -> {
                SimServer leader = world.leader();
                if (world.reconfigs && leader != null) {
                    world.reconfig(leader, voters(chance, all));
                }
            }
            case 11 -> world.network.stall(server.id, all.get(chance.nextInt(all.size())).id);
            default -> {}
        }
    }

    /** Three or more of the servers, by chance. */
    private static String voters(Random chance, List<SimServer> all) {
        List<String> ids =
                new ArrayList<>(all.stream().map(server -> server.id.toString()).toList());
        Collections.shuffle(ids, chance);
        return String.join(",", ids.subList(0, 3 + chance.nextInt(ids.size() - 2)));
    }

    /** Without faults everybody gets in step and serves. */
    private static void settle(World world, List<SimServer> all) {
        world.network.heal();
        for (SimServer server : all) {
            if (!server.running()) {
                world.start(server);
            }
        }
        for (int i = 0; i < 60 && !inStep(world, all); i++) {
            world.run(500);
            SimServer leader = world.leader();
            if (leader != null && i % 4 == 0) {
                world.write(leader);
            }
        }
        assertThat(inStep(world, all))
                .as(
                        "in step after 30 s without faults: %s",
                        all.stream().map(SimServer::summary).toList())
                .isTrue();
        for (SimServer server : all) {
            assertThat(server.tree).hasSize(world.judge.decided());
            assertThat(server.syncsWaiting()).as("unanswered syncs of %s", server.id).isZero();
        }
        ServerId leader = world.leader().id;
        // An observer of a follower knows the leader by hearsay only.
        assertThat(all)
                .filteredOn(server -> world.leader().committed.participates(server.id))
                .allSatisfy(server -> assertThat(server.leader).isEqualTo(leader));
    }

    private static boolean inStep(World world, List<SimServer> all) {
        return world.leader() != null
                && all.stream()
                        .allMatch(
                                server ->
                                        server.serving()
                                                && server.tree.size() == world.judge.decided()
                                                && server.syncsWaiting() == 0);
    }
}
