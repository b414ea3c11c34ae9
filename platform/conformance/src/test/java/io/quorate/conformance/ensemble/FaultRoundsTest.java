package io.quorate.conformance.ensemble;

import static io.quorate.conformance.ensemble.LoadedEnsemble.pause;

import io.quorate.bench.EnsembleUnderTest;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import io.quorate.testkit.module.AssemblyNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real servers under load while they are killed, stopped, paused, cut off from each other and
 * robbed of their disks. One seed is one round; a failure names it.
 */
@ForEveryAssembly
@Requires(Requirement.PEERS)
class FaultRoundsTest {

    private static final int ROUNDS = Integer.getInteger("conformance.faults", 2);
    private static final long SEED = Long.getLong("conformance.seed", 1);
    private static final int FLAPS = 6;

    /** Without it, whose process ends has lost its data. */
    private static final boolean DURABLE =
            Requirement.DURABLE_STORAGE.isMetBy(AssemblyNames.chosen());

    /** What may happen to an ensemble. */
    private enum Fault {
        KILL,
        KILL_LEADER,
        STOP_LEADER,
        STOP,
        PAUSE,
        PAUSE_LEADER,
        ISOLATE,
        ISOLATE_LEADER,
        CUT_PAIR,
        ONE_WAY,
        FLAP,
        EMPTY_DISK;

        /** Data is lost, which an ensemble bears once at a time and not of the leader. */
        boolean losesData() {
            return this == EMPTY_DISK || !DURABLE && (this == KILL || this == STOP);
        }

        /** Whether a storage that keeps nothing can promise anything then. */
        boolean isPossible() {
            return DURABLE || this != KILL_LEADER && this != STOP_LEADER && this != EMPTY_DISK;
        }
    }

    private static final List<Fault> FIRST =
            Arrays.stream(Fault.values()).filter(Fault::isPossible).toList();
    private static final List<Fault> SECOND =
            FIRST.stream().filter(fault -> !fault.losesData()).toList();

    @TempDir Path directory;

    private LoadedEnsemble loaded;
    private EnsembleUnderTest ensemble;
    private PeerNetwork network;
    private final List<Long> paused = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void whatWasAcknowledgedIsKeptAndInOrder(int size) throws Exception {
        try (LoadedEnsemble running =
                new LoadedEnsemble(directory, size, SEED, (id, spec) -> spec)) {
            loaded = running;
            ensemble = running.servers();
            network = running.network();
            Map<Fault, Integer> met = new TreeMap<>();
            for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
                List<Fault> faults = new ArrayList<>();
                try {
                    round(seed, faults);
                } catch (AssertionError | IOException e) {
                    throw new AssertionError(
                            size
                                    + " servers, "
                                    + faults
                                    + ", replay with -Dconformance.faults=1 -Dconformance.seed="
                                    + seed
                                    + ": "
                                    + e.getMessage(),
                            e);
                }
                faults.forEach(fault -> met.merge(fault, 1, Integer::sum));
            }
            System.out.println(size + " servers, " + ROUNDS + " rounds: " + met);
        }
    }

    private void round(long seed, List<Fault> done) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        loaded.load("r" + seed);
        pause(200 + random.nextInt(300));
        boolean second = random.nextInt(3) == 0;
        Fault first = FIRST.get(random.nextInt(FIRST.size()));
        strike(first, random, done);
        if (second && !first.losesData()) {
            pause(random.nextInt(500));
            strike(SECOND.get(random.nextInt(SECOND.size())), random, done);
        }
        pause(300 + random.nextInt(1700));
        mend();
        loaded.endAndJudge();
    }

    private void strike(Fault fault, SplittableRandom random, List<Fault> done) throws Exception {
        done.add(fault);
        int size = ensemble.size();
        long leader = ensemble.leader();
        long any = 1 + random.nextInt(size);
        long other = 1 + (any - 1 + 1 + random.nextInt(size - 1)) % size;
        long led = leader == 0 ? any : leader;
        long victim = fault.losesData() && any == led ? other : any;
        switch (fault) {
            case KILL -> kill(victim);
            case KILL_LEADER -> kill(led);
            case STOP -> stop(victim);
            case STOP_LEADER -> stop(led);
            case PAUSE -> pauseServer(any);
            case PAUSE_LEADER -> pauseServer(led);
            case ISOLATE -> isolate(any);
            case ISOLATE_LEADER -> isolate(led);
            case CUT_PAIR -> {
                network.cut(any, other);
                network.cut(other, any);
            }
            case ONE_WAY -> network.cut(any, other);
            case FLAP -> {
                for (int flap = 0; flap < FLAPS; flap++) {
                    network.cut(any, other);
                    network.cut(other, any);
                    pause(20 + random.nextInt(200));
                    network.heal(any, other);
                    network.heal(other, any);
                    pause(20 + random.nextInt(200));
                }
            }
            case EMPTY_DISK -> {
                kill(victim);
                empty(ensemble.server(victim).dataDir().resolve("version-2"));
            }
        }
    }

    private void kill(long id) throws IOException {
        if (ensemble.server(id).alive() && !paused.contains(id)) {
            ensemble.server(id).kill();
        }
    }

    private void stop(long id) throws IOException {
        if (ensemble.server(id).alive() && !paused.contains(id)) {
            ensemble.server(id).stop();
        }
    }

    private void pauseServer(long id) throws IOException {
        if (ensemble.server(id).alive() && !paused.contains(id)) {
            ensemble.server(id).pause();
            paused.add(id);
        }
    }

    private void isolate(long id) {
        for (long other = 1; other <= ensemble.size(); other++) {
            if (other != id) {
                network.cut(id, other);
                network.cut(other, id);
            }
        }
    }

    private void mend() throws IOException {
        network.healAll();
        for (long id : paused) {
            ensemble.server(id).resume();
        }
        paused.clear();
    }

    private static void empty(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
