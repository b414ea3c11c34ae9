package io.quorate.simulation.model;

import io.quorate.consensus.LogEntry;
import io.quorate.model.Role;
import io.quorate.model.ServerId;

/**
 * One state of one server, which many states of the world share; and the steps that were taken from
 * it. The server is never changed. Any thread.
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

    private final int id;
    private final ModelServer server;
    private final KeyTable<Taken> taken = new KeyTable<>();
    private final long listening;
    private final long paused;
    private final int writing;
    private final boolean reads;
    private final boolean electing;
    private final boolean idle;
    private final boolean up;
    private final boolean serving;

    /** Granules until a core does something by itself; -1: not asked yet. */
    private volatile int patience = -1;

    LocalState(int id, ModelServer server) {
        this.id = id;
        this.server = server;
        ModelProcess process = server.process();
        listening = process == null ? 0 : process.listening();
        paused = process == null ? 0 : process.links().paused();
        writing = server.disk().waiting();
        reads = process != null && process.replica().isRead();
        electing = process != null && process.isElecting();
        idle = process == null || process.replica().calls().isIdle();
        up = process != null;
        serving = up && process.replica().isServing();
    }

    int id() {
        return id;
    }

    ModelServer server() {
        return server;
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
        return up;
    }

    boolean listens(int port) {
        return (listening >>> port & 1) != 0;
    }

    boolean isPaused(int place) {
        return (paused >>> place & 1) != 0;
    }

    /** Writes the disk has not completed. */
    int writing() {
        return writing;
    }

    boolean reads() {
        return reads;
    }

    boolean isElecting() {
        return electing;
    }

    boolean isServing() {
        return serving;
    }

    boolean isLooking() {
        return isUp() && server.process().replica().stands().role() == Role.LOOKING;
    }

    /** The server it follows; null if none. */
    ServerId leader() {
        return isUp() ? server.process().replica().stands().leader() : null;
    }

    /** No client waits. */
    boolean isIdle() {
        return idle;
    }

    /** Whether it serves the same as another one, under the same leader. */
    boolean agrees(LocalState other) {
        ModelReplica mine = server.process().replica();
        ModelReplica its = other.server.process().replica();
        return leader() != null
                && leader().equals(other.leader())
                && mine.stands().epoch() == its.stands().epoch()
                && mine.tree().digest() == its.tree().digest();
    }

    boolean holds(LogEntry entry) {
        return server.disk().holds(entry);
    }
}
