package io.quorate.consensus.kit.state;

import io.quorate.model.ServerId;
import java.util.SplittableRandom;

/** What stays when the role changes, and the way to another role. */
public final class Server {

    /** The ways out of a role; taken when the step is done. The last one asked for counts. */
    public interface RoleTransition {
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

    private final Settings settings;
    private final SafetyRules rules;
    private final Outbox out;
    private final DurableState durableState;
    private final Ensemble ensemble;
    private final Timing timing;
    private final SplittableRandom random;
    private final RoleTransition turn;
    private final Promises promises;
    private final Divergence divergence;
    private final JoinBackoff joinBackoff;
    private boolean leaving;

    public Server(
            Settings settings,
            SafetyRules rules,
            Outbox out,
            DurableState durableState,
            Ensemble ensemble,
            Timing timing,
            SplittableRandom random,
            RoleTransition turn) {
        this.settings = settings;
        this.rules = rules;
        this.out = out;
        this.durableState = durableState;
        this.ensemble = ensemble;
        this.timing = timing;
        this.random = random;
        this.turn = turn;
        promises = new Promises(timing);
        divergence = new Divergence(timing, durableState);
        joinBackoff = new JoinBackoff(timing);
    }

    public Settings settings() {
        return settings;
    }

    public SafetyRules rules() {
        return rules;
    }

    public Outbox out() {
        return out;
    }

    public DurableState durableState() {
        return durableState;
    }

    public Ensemble ensemble() {
        return ensemble;
    }

    public Timing timing() {
        return timing;
    }

    public RoleTransition turn() {
        return turn;
    }

    /** What others have promised and could not follow. */
    public Promises promises() {
        return promises;
    }

    /** Whether the ensemble goes on without the history of this server. */
    public Divergence divergence() {
        return divergence;
    }

    /** Leaders that do not let this server join. */
    public JoinBackoff joinBackoff() {
        return joinBackoff;
    }

    /** This server is about to stop, and nobody should rely on it. */
    public void leave() {
        leaving = true;
    }

    public boolean isLeaving() {
        return leaving;
    }

    public int randomBelow(int bound) {
        return random.nextInt(bound);
    }

    /** A random time below a bound in ms, in ns. */
    public long randomDelayNanos(int boundMillis) {
        return boundMillis == 0 ? 0 : random.nextLong(Timing.nanos(boundMillis));
    }
}
