package io.quorate.replica;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.Touches;
import io.quorate.model.Phase;
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
 * The desks of sessions and connections, and what a change of role, a turn of the loop or an answer
 * of the leader means to them. Loop thread only.
 */
final class ClientDesks {

    private static final Logger LOG = LoggerFactory.getLogger(ClientDesks.class);

    private final Seats seats = new Seats();
    private final Counter expired = new Counter("stale_sessions_expired");
    private final SessionClock sessionClock;
    private final SessionDesk sessions;
    private final LocalSessionDesk locals;
    private final ReadOnlyDoor readOnlyDoor;
    private final HoldDesk holds;
    private final CallLanes lanes;
    private final Serving serving;
    private final TreeReader tree;
    private final Clock clock;
    private Consumer<Seat> drop;

    ClientDesks(
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
                new SessionDesk(
                        settings,
                        ids,
                        sessionClock,
                        seats,
                        serving,
                        () -> Math.max(tail.newestZxid(), journal.span().last()),
                        driver,
                        expired);
        this.locals =
                new LocalSessionDesk(
                        settings,
                        hasPeers,
                        ids,
                        sessionClock,
                        seats,
                        serving,
                        lanes,
                        driver,
                        expired);
        this.readOnlyDoor = new ReadOnlyDoor(settings, serving, locals, tree, clock);
        this.holds = new HoldDesk(seats, sessions, serving, clock);
        sessions.connect(holds);
    }

    /** {@code whoGoes} closes a connection and forgets it. */
    void connect(Consumer<Seat> whoGoes) {
        drop = whoGoes;
        holds.connect(whoGoes);
    }

    Seats seats() {
        return seats;
    }

    SessionDesk sessions() {
        return sessions;
    }

    HoldDesk holds() {
        return holds;
    }

    LocalSessionDesk locals() {
        return locals;
    }

    SessionClock clock() {
        return sessionClock;
    }

    List<Counter> counters() {
        return List.of(expired, sessions.revalidations());
    }

    /** Whoever was served under the role before waits or goes; sessions stay. */
    void roleChanged(ConsensusAction.RoleChanged role) throws StorageException {
        readOnlyDoor.roleChanged(role.role());
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
    void turn() {
        long pause = sessionClock.turn(clock.nowMillis());
        if (pause > 0) {
            LOG.warn("The replica loop was stalled: {} ms do not count for sessions", pause);
        }
        holds.tick();
    }

    /** Sessions expire, the door for readers opens. */
    void tick() throws StorageException {
        if (serving.isLeading()) {
            sessions.tick();
        }
        if (serving.isServing()) {
            locals.tick(drop);
        }
        readOnlyDoor.tick();
    }

    LeaderAnswer revalidate(LeaderCall.Revalidate call, long server) {
        return sessions.revalidate(call, server);
    }

    void answered(ConsensusAction.Answered answered) {
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

    void callsLost() {
        seats.eachUnanswered(drop);
        sessions.callsLost();
        lanes.callsLost();
    }

    /** An observer of this server has the session now; a connection that only asks for it stays. */
    void sessionLeft(long sessionId) {
        Seat seat = seats.of(sessionId);
        if (seat != null && seat.session != null) {
            drop.accept(seat);
        }
    }

    /** Sessions that were active on another server. */
    void renew(Touches touches) {
        for (int at = 0; at < touches.count(); at++) {
            sessions.touch(touches.sessionIds()[at], touches.timeoutsMillis()[at]);
        }
    }
}
