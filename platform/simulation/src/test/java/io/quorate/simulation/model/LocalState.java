package io.quorate.simulation.model;

import io.quorate.consensus.LogEntry;
import io.quorate.model.ServerId;
import java.lang.ref.SoftReference;
import java.util.List;

/**
 * One state of one server, which many states of the world share; and the steps that were taken from
 * it. The server is never changed; it is large, so it may be forgotten, and is made again by the
 * way that led to it. Any thread.
 */
final class LocalState {

    /**
     * A step that was taken.
     *
     * @param key the event
     * @param next the state behind it; null if a rule was broken
     * @param effects what the world and the judge see of it, three numbers for each: one of {@link
     *     Effect}, what it says of links, and the number of its message, or its own for the judge
     * @param breach the rule; null if none was broken
     */
    record Taken(long key, LocalState next, int[] effects, AssertionError breach)
            implements KeyTable.Keyed {}

    /**
     * How a state was first reached.
     *
     * @param from null for a server that has never run
     */
    record Origin(LocalState from, long event) {}

    /** What the world sees of a state. */
    private record Shown(
            boolean up,
            long listening,
            long paused,
            int writing,
            boolean reads,
            boolean electing,
            boolean idle,
            boolean serving,
            ServerId leader,
            long epoch,
            long digest,
            List<LogEntry> durable) {

        static Shown of(ModelServer server) {
            ModelProcess process = server.process();
            List<LogEntry> durable = server.disk().durable();
            if (process == null) {
                int writing = server.disk().waiting();
                return new Shown(
                        false, 0, 0, writing, false, false, true, false, null, 0, 0, durable);
            }
            ModelReplica replica = process.replica();
            return new Shown(
                    true,
                    process.listening(),
                    process.links().paused(),
                    server.disk().waiting(),
                    replica.isRead(),
                    process.isElecting(),
                    replica.calls().isIdle(),
                    replica.isServing(),
                    replica.stands().leader(),
                    replica.stands().epoch(),
                    replica.tree().digest(),
                    durable);
        }
    }

    private final int id;

    /** May be forgotten; the way to it is not. */
    private volatile SoftReference<ModelServer> server;

    private final Origin origin;
    private final KeyTable<Taken> taken = new KeyTable<>();
    private final Shown shown;

    /** Granules until a core does something by itself; -1: not asked yet. */
    private volatile int patience = -1;

    LocalState(int id, ModelServer server, Origin origin) {
        this.id = id;
        this.server = new SoftReference<>(server);
        this.origin = origin;
        shown = Shown.of(server);
    }

    int id() {
        return id;
    }

    /** The server, not to be changed; null if it was forgotten. */
    ModelServer server() {
        return server.get();
    }

    /** What was forgotten is known again. */
    void server(ModelServer again) {
        server = new SoftReference<>(again);
    }

    Origin origin() {
        return origin;
    }

    KeyTable<Taken> taken() {
        return taken;
    }

    int patience() {
        return patience;
    }

    void patience(int granules) {
        patience = granules;
    }

    boolean isUp() {
        return shown.up();
    }

    boolean listens(int port) {
        return (shown.listening() >>> port & 1) != 0;
    }

    boolean isPaused(int place) {
        return (shown.paused() >>> place & 1) != 0;
    }

    /** Writes the disk has not completed. */
    int writing() {
        return shown.writing();
    }

    boolean reads() {
        return shown.reads();
    }

    boolean isElecting() {
        return shown.electing();
    }

    boolean isServing() {
        return shown.serving();
    }

    boolean isLedBy(ServerId leader) {
        return leader.equals(shown.leader());
    }

    /** No client waits. */
    boolean isIdle() {
        return shown.idle();
    }

    /** Whether it serves the same as another one, under the same leader. */
    boolean agrees(LocalState other) {
        return shown.leader() != null
                && shown.leader().equals(other.shown.leader())
                && shown.epoch() == other.shown.epoch()
                && shown.digest() == other.shown.digest();
    }

    /** Whether a transaction is durable here. */
    boolean holds(LogEntry wanted) {
        for (LogEntry entry : shown.durable()) {
            if (entry.zxid() == wanted.zxid()) {
                return Txns.number(entry.txn()) == Txns.number(wanted.txn());
            }
        }
        return false;
    }
}
