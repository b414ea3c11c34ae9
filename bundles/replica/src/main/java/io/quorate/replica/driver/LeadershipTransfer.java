package io.quorate.replica.driver;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.replica.membership.MembershipTracker;
import io.quorate.runtime.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A leader that is asked to let another server lead: asks the core, and reports to the caller how
 * it ended. Loop thread only. Source: consensus SPI M10.
 */
public final class LeadershipTransfer {

    private static final Logger LOG = LoggerFactory.getLogger(LeadershipTransfer.class);

    /** A term has begun elsewhere, or never will, after this time. */
    public static final long LONGEST_MILLIS = 5_000;

    private final CoreDriver driver;
    private final Serving serving;
    private final MembershipTracker memberships;
    private final Clock clock;
    private final List<Consumer<String>> waiting = new ArrayList<>();
    private long untilMillis;

    public LeadershipTransfer(
            CoreDriver driver, Serving serving, MembershipTracker memberships, Clock clock) {
        this.driver = driver;
        this.serving = serving;
        this.memberships = memberships;
        this.clock = clock;
    }

    /**
     * Asks for it. A successor that stays out because of its history leads by right of the longer
     * history, and the others adopt that; such a server itself is asked to stand for election.
     *
     * @param successor null = any
     * @param ended gets one sentence when this server serves under another leader, or when nothing
     *     has come of it
     */
    public void ask(@Nullable ServerId successor, Consumer<String> ended) {
        ask(successor, false, ended);
    }

    /** The same for any successor, because this server stops: it joins the next term last. */
    public void leave(Consumer<String> ended) {
        ask(null, true, ended);
    }

    private void ask(@Nullable ServerId successor, boolean leaving, Consumer<String> ended) {
        if (!serving.isLeading()) {
            if (memberships.self().equals(successor)) {
                driver.event(new ConsensusEvent.HandOver(successor, false));
                ended.accept("This server stands for election if it stayed out.");
            } else {
                ended.accept("This server does not lead.");
            }
            return;
        }
        String obstacle = obstacle(successor);
        if (obstacle != null) {
            ended.accept(obstacle);
            return;
        }
        LOG.info("Asked to hand over to {}", successor == null ? "any voter" : successor);
        waiting.add(ended);
        untilMillis = clock.nowMillis() + LONGEST_MILLIS;
        driver.event(new ConsensusEvent.HandOver(successor, leaving));
    }

    /** Why nobody, or not the one that was named, can take over; null if it can. */
    private @Nullable String obstacle(@Nullable ServerId successor) {
        if (successor == null) {
            return someoneCan(null) ? null : "No other voter is in step, so nobody can take over.";
        }
        if (successor.equals(memberships.self())) {
            return "This server leads already.";
        }
        if (driver.report().outside().contains(successor)) {
            return null; // it has another history, and is to be let in
        }
        if (memberships.proposed() != null) {
            return "A change of the configuration is under way.";
        }
        if (!someoneCan(successor)) {
            return "Server " + successor + " is no voter in step with this leader.";
        }
        return memberships.committed().quorums().weight(successor) == 0
                ? "The vote of server " + successor + " has no weight, so it cannot lead."
                : null;
    }

    private boolean someoneCan(@Nullable ServerId successor) {
        for (ConsensusReport.Learner learner : driver.report().learners()) {
            if (learner.voter()
                    && learner.synced()
                    && (successor == null || Objects.equals(successor, learner.server()))) {
                return true;
            }
        }
        return false;
    }

    public void roleChanged(ConsensusAction.RoleChanged change) {
        if (change.phase() == Phase.SERVING) {
            end(
                    change.role() == Role.LEADING
                            ? "The election has chosen this server again."
                            : "Server " + change.leader() + " leads.");
        }
    }

    public void tick() {
        if (!waiting.isEmpty() && clock.nowMillis() >= untilMillis) {
            end(
                    serving.role() == Role.LEADING
                            ? "Nobody has taken over in time; this server goes on leading."
                            : "No new leader was found in time.");
        }
    }

    private void end(String how) {
        if (!waiting.isEmpty()) {
            LOG.info("Hand-over: {}", how);
            List<Consumer<String>> all = List.copyOf(waiting);
            waiting.clear();
            all.forEach(asked -> asked.accept(how));
        }
    }
}
