package io.quorate.testkit.sim;

import io.quorate.consensus.ConsensusAction;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What outlives a server: its disk, and whether it runs. */
final class SimMachine {

    private static final int STEADY_PIECE_BYTES = 200;

    /** What comes to a server that stops right behind it. */
    enum Bait {
        /** A configuration that is not in force. */
        PROPOSED,
        /** One that is. */
        IN_FORCE,
        /** The end of a tree. */
        TREE,
        /** The order to take over a tree. */
        INSTALL,
        /** The order to cut the log. */
        CUT,
        /** A transaction. */
        ENTRY
    }

    /** It stops so long after that came; null if it has come. */
    private record Ambush(Bait bait, long micros, boolean silent) {}

    private final Simulation world;
    private final ServerId id;
    private final SimJournal journal;
    private int driftPerMille;
    private long driftsSince;
    private long clockThen;
    private SimServer server;
    private boolean frozen;
    private int actionsUntilCrash = -1;
    private Ambush ambush;
    private int lives;

    SimMachine(
            Simulation world,
            ServerId id,
            Membership membership,
            Random random,
            int driftPerMille) {
        this.world = world;
        this.id = id;
        this.journal = new SimJournal(world.agenda(), random, new DiskImage(membership));
        journal.steady(world.has(SimPlan.Trait.STEADY));
        this.driftPerMille = driftPerMille;
        journal.onFailure(() -> crash(false));
    }

    /** What its clock shows. */
    long localNanos() {
        long now = world.agenda().nowNanos();
        long gone = now - driftsSince;
        return clockThen + gone + gone / 1_000 * driftPerMille;
    }

    /** Whether it knows of a proposed configuration in which this server votes. */
    boolean proposesAsVoter(ServerId voter) {
        Membership proposed = server == null ? null : server.replica().proposed();
        return proposed != null && proposed.participates(voter);
    }

    /** From now on its clock runs so much too fast. */
    void drift(int perMille) {
        clockThen = localNanos();
        driftsSince = world.agenda().nowNanos();
        driftPerMille = perMille;
    }

    /** How long something takes in truth that takes so long by its clock. */
    long trueNanos(long localNanos) {
        return localNanos * 1_000 / (1_000 + driftPerMille);
    }

    /** How much of something comes at once when it is read, at most so many bytes. */
    int pieceBytes(int most) {
        return world.has(SimPlan.Trait.STEADY)
                ? STEADY_PIECE_BYTES
                : 1 + world.random().nextInt(most);
    }

    ServerId id() {
        return id;
    }

    SimJournal journal() {
        return journal;
    }

    /** The running server; null while down. */
    SimServer server() {
        return server;
    }

    boolean isUp() {
        return server != null;
    }

    boolean isFrozen() {
        return frozen;
    }

    void start() {
        if (server == null) {
            lives++;
            world.trace().note(id.value(), 10, lives, () -> "starts");
            frozen = false;
            actionsUntilCrash = -1;
            noAmbush();
            journal.image().opened();
            beListed();
            journal.ignoreFailures(world.isPlanted(Planted.DEAF_TO_THE_DISK));
            journal.image().losePlace(world.isPlanted(Planted.WRONG_PLACE_BEHIND_A_CUT));
            if (world.isPlanted(Planted.EMPTY_WITHOUT_SNAPSHOT) && lives > 1) {
                journal.image().loseCheckpoint();
            }
            server = world.newServer(this);
            server.start(world.seed() * 1_000_003L + id.value() * 1_009L + lives);
        }
    }

    /**
     * A server that belongs to no configuration it knows listens nowhere. Who starts it writes a
     * configuration in which it observes those that decide.
     */
    private void beListed() {
        DiskImage disk = journal.image();
        boolean listed =
                disk.committed().member(id) != null
                        || disk.proposed() != null && disk.proposed().member(id) != null;
        if (!listed) {
            Membership inForce = world.judge().inForce();
            List<Member> members = new ArrayList<>(inForce.members().values());
            if (inForce.member(id) == null) {
                members.add(Simulation.member(id.value(), false, 0));
            }
            disk.configure(Membership.ofMajority(inForce.version(), members));
        }
    }

    /** Its disk is replaced by an empty one; it must be down. */
    void replaceDisk(Membership membership) {
        world.trace().note(id.value(), 14, 0, () -> "has a new disk");
        journal.replace(new DiskImage(membership));
    }

    /** The process ends at once, or its machine loses power. */
    void crash(boolean silently) {
        if (server != null) {
            world.trace()
                    .note(
                            id.value(),
                            11,
                            silently ? 1 : 0,
                            () -> silently ? "loses power" : "is killed");
            SimServer dying = server;
            server = null;
            frozen = false;
            dying.stop();
            journal.crash();
            DiskImage disk = journal.image();
            world.invariants().stopped(id, disk.hardState(), disk.lastLogged());
            world.network().detach(id, silently);
        }
    }

    /** Crash between two actions of a coming step. */
    void crashAfter(int actions) {
        actionsUntilCrash = actions;
    }

    /** It stops so many microseconds after the next time that this comes. */
    void ambush(int bait, long micros, boolean silent) {
        ambush = new Ambush(Bait.values()[bait], micros, silent);
    }

    void noAmbush() {
        ambush = null;
    }

    /** This is done. */
    void came(ConsensusAction action) {
        if (ambush == null || ambush.bait() == null || ambush.bait() != bait(action)) {
            return;
        }
        Ambush struck = new Ambush(null, ambush.micros(), ambush.silent());
        ambush = struck;
        world.agenda()
                .in(
                        struck.micros() * 1_000L,
                        () -> {
                            if (ambush == struck) {
                                crash(struck.silent());
                            }
                        });
    }

    private static Bait bait(ConsensusAction action) {
        return switch (action) {
            case ConsensusAction.StoreMembership store ->
                    store.stage() == ConsensusAction.Stage.COMMITTED
                            ? Bait.IN_FORCE
                            : Bait.PROPOSED;
            case ConsensusAction.StageSnapshot stage -> stage.last() ? Bait.TREE : null;
            case ConsensusAction.InstallSnapshot install -> Bait.INSTALL;
            case ConsensusAction.Truncate truncate -> Bait.CUT;
            case ConsensusAction.Append append -> Bait.ENTRY;
            default -> null;
        };
    }

    boolean crashesNow() {
        return actionsUntilCrash >= 0 && actionsUntilCrash-- == 0;
    }

    void freeze() {
        if (server != null && !frozen) {
            world.trace().note(id.value(), 12, 0, () -> "is stopped");
            frozen = true;
        }
    }

    void thaw() {
        if (frozen) {
            world.trace().note(id.value(), 13, 0, () -> "goes on");
            frozen = false;
            if (server != null) {
                server.thaw();
            }
        }
    }
}
