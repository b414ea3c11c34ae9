package io.quorate.consensus.kit.learner;

import io.quorate.consensus.kit.state.Ensemble;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.kit.state.Timing;
import io.quorate.model.ServerId;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.PeerMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * A learner's way to a link: it dials the leader, several times; or, as an observer that may follow
 * any voter, the voters in an order of its own. Source: spec quorum-protocol sections 15, 18.
 */
public final class LeaderDialer {

    /**
     * With pauses that double from 2 ms up to 320 ms a leader that is slow to listen is given three
     * seconds. The first half of a second is what any leader may need; one that still looks for a
     * leader later than that has given up.
     */
    private static final int LEADER_DIALS_MAX = 17;

    private static final int USUAL_DIALS = 9;

    /**
     * A follower may have counted the votes before its leader has, and then the leader does not
     * listen yet; so the first pauses are short. They double, up to a bound: an observer may have
     * many masters to try.
     */
    private static final long FIRST_PAUSE_MILLIS = 2;

    private static final long LONGEST_PAUSE_MILLIS = 320;

    /**
     * A server that is about to stop comes last: a term begun with it would lose its quorum a
     * moment later.
     */
    private static final int LEAVER_PATIENCE_MILLIS = 200;

    /**
     * Names of ports.
     *
     * @param leader the one of leaders
     * @param master the one of masters of observers
     */
    public record Ports(String leader, String master) {}

    private final Server server;
    private final boolean observes;
    private final String port;
    private final boolean toMaster;
    private final PeerMessage preamble;
    private final List<List<Endpoint>> targets = new ArrayList<>();
    private final List<ServerId> servers = new ArrayList<>();
    private int next;
    private DialId dial;
    private long startedAt;
    private long dialAt;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    /**
     * A way that has not begun.
     *
     * @param observes whether this server observes
     * @param ports names of the ports of leaders and of masters; observers dial the leader where
     *     {@code observerMasterPort} is not set
     * @param preamble what a link begins with; null if the ports have none
     */
    public LeaderDialer(
            Server server, ServerId leader, boolean observes, Ports ports, PeerMessage preamble) {
        this.server = server;
        this.observes = observes;
        this.preamble = preamble;
        Ensemble ensemble = server.ensemble();
        int masterPort = observes ? server.settings().observerMasterPort() : 0;
        toMaster = masterPort != 0;
        port = toMaster ? ports.master() : ports.leader();
        if (masterPort == 0) {
            List<Endpoint> endpoints = ensemble.quorumEndpoints(leader);
            for (int i = 0; i < LEADER_DIALS_MAX && !endpoints.isEmpty(); i++) {
                targets.add(endpoints);
                servers.add(leader);
            }
        } else {
            List<ServerId> voters = new ArrayList<>(ensemble.committed().participants());
            while (!voters.isEmpty()) {
                ServerId voter = voters.remove(server.randomBelow(voters.size()));
                targets.add(ensemble.endpoints(voter, masterPort));
                servers.add(voter);
            }
        }
    }

    /**
     * The time to connect begins.
     *
     * @param pauseNanos before the first dial
     */
    public void start(long pauseNanos) {
        startedAt = server.timing().now() + pauseNanos;
        dialAt = startedAt;
        if (observes) {
            dialAt += server.randomDelayNanos(server.settings().redialDelayMillisMax());
        }
        if (server.isLeaving()) {
            dialAt += Timing.nanos(LEAVER_PATIENCE_MILLIS);
        }
    }

    /** Dials if it is time; false if there is nobody to dial any more. */
    public boolean dialWhenDue() {
        if (dial != null || server.timing().now() < dialAt) {
            return true;
        }
        if (isExhausted()) {
            return false;
        }
        dial = new DialId(server.out().nextId());
        server.out()
                .dial(dial, port, targets.get(next++), preamble, server.timing().connectMillis());
        return true;
    }

    /** A dial came to nothing; false if that was enough. */
    public boolean failed(LinkEvent.DialFailed failed) {
        if (!failed.dial().equals(dial)) {
            return true;
        }
        dial = null;
        dialAt = server.timing().now() + Timing.nanos(pauseMillis);
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        boolean late = server.timing().now() - startedAt > server.timing().connectNanos();
        return !(isExhausted() || isSlow() && late);
    }

    /** Whether a link is the one that was dialled. */
    public boolean succeeded(LinkEvent.LinkUp up) {
        if (dial == null || !dial.equals(up.dial())) {
            return false;
        }
        dial = null;
        return true;
    }

    /** True if the other side is no leader. */
    public boolean toMaster() {
        return toMaster;
    }

    /** True if the leader has been dialled longer than a leader usually needs to listen. */
    public boolean isSlow() {
        return !toMaster() && next > USUAL_DIALS;
    }

    /** True if the leader has not been dialled yet. */
    public boolean isWaiting() {
        return !toMaster() && next == 0;
    }

    private boolean isExhausted() {
        return next == targets.size();
    }

    /** The server dialled last. */
    public ServerId reached() {
        return servers.get(next - 1);
    }
}
