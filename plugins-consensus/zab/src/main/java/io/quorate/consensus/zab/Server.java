package io.quorate.consensus.zab;

import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import java.util.SplittableRandom;

/** What stays when the role changes, and the way to another role. */
final class Server {

    /** The ways out of a role; taken when the step is done. The last one asked for counts. */
    interface RoleTransition {
        void look(String reason);

        /** Looks for a leader and starts with a vote for another server. */
        void lookInFavour(ServerId successor);

        /** Looks for a leader, but not before some time. */
        void lookLater(String reason, long delayNanos);

        void lead();

        void follow(ServerId leader);

        /** Stops for good: an invariant is broken. */
        void halt(String reason);
    }

    private final EnsembleSettings settings;
    private final ZabSettings own;
    private final Rules rules;
    private final Outbox out;
    private final DurableState ledger;
    private final Ensemble ensemble;
    private final Timing timing;
    private final SplittableRandom random;
    private final RoleTransition turn;
    private final Promises promises;
    private final Divergence divergence;
    private long ids;
    private long step;
    private boolean leaving;

    Server(
            EnsembleSettings settings,
            ZabSettings own,
            Rules rules,
            Outbox out,
            DurableState ledger,
            Ensemble ensemble,
            Timing timing,
            SplittableRandom random,
            RoleTransition turn) {
        this.settings = settings;
        this.own = own;
        this.rules = rules;
        this.out = out;
        this.ledger = ledger;
        this.ensemble = ensemble;
        this.timing = timing;
        this.random = random;
        this.turn = turn;
        promises = new Promises(timing);
        divergence = new Divergence(timing, ledger);
    }

    EnsembleSettings settings() {
        return settings;
    }

    ZabSettings own() {
        return own;
    }

    Rules rules() {
        return rules;
    }

    Outbox out() {
        return out;
    }

    DurableState ledger() {
        return ledger;
    }

    Ensemble ensemble() {
        return ensemble;
    }

    Timing timing() {
        return timing;
    }

    RoleTransition turn() {
        return turn;
    }

    /** What others have promised and could not follow. */
    Promises promises() {
        return promises;
    }

    /** Whether the ensemble goes on without the history of this server. */
    Divergence divergence() {
        return divergence;
    }

    /** This server is about to stop, and nobody should rely on it. */
    void leave() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    /** Another event is being taken. */
    void stepBegins() {
        step++;
    }

    /** Number of the event that is being taken. */
    long step() {
        return step;
    }

    /** A name for a dial, a read or a transfer. */
    long nextId() {
        return ++ids;
    }

    int randomBelow(int bound) {
        return random.nextInt(bound);
    }

    /** A random time below a bound in ms, in ns. */
    long randomDelayNanos(int boundMillis) {
        return boundMillis == 0 ? 0 : random.nextLong(Timing.nanos(boundMillis));
    }
}
