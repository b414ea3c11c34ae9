package io.quorate.replica.session;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.Touches;
import io.quorate.model.Phase;
import io.quorate.replica.client.CallLanes;
import io.quorate.replica.client.ClientConnectionRegistry;
import io.quorate.replica.client.ClientConnectionState;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.log.LogTail;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Counter;
import io.quorate.sessions.SessionClock;
import io.quorate.sessions.SessionIds;
import io.quorate.storage.Journal;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trackers of sessions and connections, and what a change of role, a turn of the loop or an
 * answer of the leader means to them. Loop thread only.
 */
public final class ClientServices {

    private static final Logger LOG = LoggerFactory.getLogger(ClientServices.class);

    private final ClientConnectionRegistry connections = new ClientConnectionRegistry();
    private final Counter expired = new Counter("stale_sessions_expired");
    private final SessionClock sessionClock;
    private final SessionTracker sessions;
    private final LocalSessionTracker locals;
    private final ReadOnlyMode readOnlyMode;
    private final FailoverConnectionKeeper holds;
    private final CallLanes lanes;
    private final Serving serving;
    private final TreeReader tree;
    private final Clock clock;
    private Consumer<ClientConnectionState> drop;

    public ClientServices(
            ReplicaSettings settings,
            boolean hasPeers,
            TreeReader tree,
            Journal journal,
            LogTail tail,
            CallLanes lanes,
            Serving serving,
            CoreDriver driver,
            Clock clock) {
        this.tree = tree;
        this.lanes = lanes;
        this.serving = serving;
        this.clock = clock;
        this.sessionClock = new SessionClock(settings.tickMillis(), clock.nowMillis());
        SessionIds ids =
                new SessionIds(
                        hasPeers ? settings.serverId() : SessionIds.STANDALONE_SERVER,
                        clock.wallMillis());
        this.sessions =
                new SessionTracker(
                        settings,
                        ids,
                        sessionClock,
                        connections,
                        serving,
                        () -> Math.max(tail.newestZxid(), journal.span().last()),
                        driver,
                        expired);
        this.locals =
                new LocalSessionTracker(
                        settings,
                        hasPeers,
                        ids,
                        sessionClock,
                        connections,
                        serving,
                        lanes,
                        driver,
                        expired);
        this.readOnlyMode = new ReadOnlyMode(settings, serving, locals, tree, clock);
        this.holds = new FailoverConnectionKeeper(connections, sessions, serving, clock);
        sessions.connect(holds);
    }

    /** {@code whoGoes} closes a connection and forgets it. */
    public void connect(Consumer<ClientConnectionState> whoGoes) {
        drop = whoGoes;
        holds.connect(whoGoes);
    }

    public ClientConnectionRegistry connections() {
        return connections;
    }

    public SessionTracker sessions() {
        return sessions;
    }

    public FailoverConnectionKeeper holds() {
        return holds;
    }

    public LocalSessionTracker locals() {
        return locals;
    }

    public SessionClock clock() {
        return sessionClock;
    }

    public List<Counter> counters() {
        return List.of(expired, sessions.revalidations());
    }

    /** Whoever was served under the role before waits or goes; sessions stay. */
    public void roleChanged(ConsensusAction.RoleChanged role) throws StorageException {
        readOnlyMode.roleChanged(role.role());
        if (role.phase() != Phase.SERVING) {
            holds.hold();
            return;
        }
        locals.rearm(tree);
        if (serving.isLeading()) {
            sessions.lead(tree);
        } else {
            sessions.follow(tree);
        }
        holds.serve();
    }

    /** A turn of the loop, whether or not anything may be done in it. */
    public void turn() {
        long pause = sessionClock.turn(clock.nowMillis());
        if (pause > 0) {
            LOG.warn("The replica loop was stalled: {} ms do not count for sessions", pause);
        }
        holds.tick();
    }

    /** Sessions expire, the read-only mode begins. */
    public void tick() throws StorageException {
        if (serving.isLeading()) {
            sessions.tick();
        }
        if (serving.isServing()) {
            locals.tick(drop);
        }
        readOnlyMode.tick();
    }

    public LeaderAnswer revalidate(LeaderCall.Revalidate call, long server) {
        return sessions.revalidate(call, server);
    }

    public void answered(ConsensusAction.Answered answered) {
        switch (answered.answer()) {
            case LeaderAnswer.Synced synced -> {
                if (!sessions.synced(answered.callId())) {
                    lanes.synced(answered.callId());
                }
            }
            case LeaderAnswer.SessionValid session ->
                    sessions.renewed(answered.callId(), session.valid());
        }
    }

    public void callsLost() {
        connections.eachUnanswered(drop);
        sessions.callsLost();
        lanes.callsLost();
    }

    /** An observer of this server has the session now; a connection that only asks for it stays. */
    public void sessionLeft(long sessionId) {
        ClientConnectionState client = connections.of(sessionId);
        if (client != null && client.session != null) {
            drop.accept(client);
        }
    }

    /** Sessions that were active on another server. */
    public void renew(Touches touches) {
        for (int at = 0; at < touches.count(); at++) {
            sessions.touch(touches.sessionIds()[at], touches.timeoutsMillis()[at]);
        }
    }
}
