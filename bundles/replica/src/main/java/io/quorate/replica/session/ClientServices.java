package io.quorate.replica.session;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.Touches;
import io.quorate.model.Phase;
import io.quorate.replica.client.CallLanes;
import io.quorate.replica.client.ClientConnectionRegistry;
import io.quorate.replica.client.ClientConnectionState;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Counter;
import io.quorate.sessions.SessionClock;
import io.quorate.sessions.SessionIds;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trackers of sessions and connections, and what a change of role, a turn of the loop or an
 * answer of the leader means to them. Loop thread only.
 */
public final class ClientServices {

    private static final Logger LOG = LoggerFactory.getLogger(ClientServices.class);

    private final ClientConnectionRegistry connections;
    private final Counter revalidations = new Counter("revalidate_count");
    private final SessionContext context;
    private final SessionTracker sessions;
    private final LocalSessionTracker locals;
    private final ReadOnlyMode readOnlyMode;
    private final FailoverConnectionKeeper holds;
    private final CallLanes lanes;
    private final Serving serving;
    private final TreeReader tree;
    private final Clock clock;
    private final CoreDriver driver;

    /**
     * Makes the trackers of sessions.
     *
     * @param newestZxid of the log
     */
    public ClientServices(
            ReplicaSettings settings,
            TreeReader tree,
            LongSupplier newestZxid,
            ClientConnectionRegistry connections,
            CallLanes lanes,
            Serving serving,
            CoreDriver driver,
            Clock clock) {
        this.tree = tree;
        this.connections = connections;
        this.lanes = lanes;
        this.serving = serving;
        this.clock = clock;
        this.driver = driver;
        SessionIds ids =
                new SessionIds(
                        settings.standalone() ? SessionIds.STANDALONE_SERVER : settings.serverId(),
                        clock.wallMillis());
        this.context =
                new SessionContext(
                        settings,
                        ids,
                        new SessionClock(settings.tickMillis(), clock.nowMillis()),
                        new Counter("stale_sessions_expired"));
        this.holds = new FailoverConnectionKeeper(connections, serving, clock);
        this.sessions =
                new SessionTracker(context, connections, serving, newestZxid, driver, holds);
        this.locals = new LocalSessionTracker(context, connections, serving, lanes, driver);
        this.readOnlyMode = new ReadOnlyMode(settings, serving, locals, tree, clock);
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

    /** Requests in order, per connection. */
    public CallLanes lanes() {
        return lanes;
    }

    public SessionClock clock() {
        return context.clock();
    }

    public List<Counter> counters() {
        return List.of(context.expired(), sessions.revalidations(), revalidations);
    }

    /** Clients that were served under the role before wait or go; sessions stay. */
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
        holds.serve(sessions::confirm);
    }

    /** A turn of the loop, whether or not anything may be done in it. */
    public void turn() {
        long pause = context.clock().turn(clock.nowMillis());
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
            locals.tick();
        }
        readOnlyMode.tick();
    }

    public boolean isLeading() {
        return serving.isLeading();
    }

    /** Another server, or this one, asks whether a session may go on there. */
    public void revalidate(ConsensusAction.Called called, LeaderCall.Revalidate call) {
        revalidations.add(1);
        driver.event(
                new ConsensusEvent.Answer(
                        called.caller(),
                        sessions.revalidate(call, called.caller().server().value())));
    }

    /** A leader asks which sessions were active here. */
    public void collectTouches(ConsensusAction.CollectTouches collect) {
        driver.event(new ConsensusEvent.Touched(collect.link(), sessions.collectTouches()));
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
        connections.eachUnanswered(connections::drop);
        sessions.callsLost();
        lanes.callsLost();
    }

    /** An observer of this server has the session now; a connection that only asks for it stays. */
    public void sessionLeft(long sessionId) {
        ClientConnectionState client = connections.of(sessionId);
        if (client != null && client.session != null) {
            connections.drop(client);
        }
    }

    /** Sessions that were active on another server. */
    public void renew(Touches touches) {
        for (int at = 0; at < touches.count(); at++) {
            sessions.touch(touches.sessionIds()[at], touches.timeoutsMillis()[at]);
        }
    }
}
