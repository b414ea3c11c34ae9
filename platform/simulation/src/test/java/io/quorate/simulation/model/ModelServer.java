package io.quorate.simulation.model;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LeaderCall;
import io.quorate.model.Vote;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import io.quorate.simulation.graph.Graphs;
import java.util.List;

/**
 * One server of a search: its disk and, while it runs, its process. Everything a server knows can
 * be reached from here, and nothing else can.
 */
final class ModelServer {

    /** By so much time passes at once; below half a tick, so that no clock takes it for a pause. */
    static final long GRANULE_NANOS = 50_000_000L;

    /** A server that does nothing for so many granules does nothing any more. */
    static final int GRANULES_MAX = 2_400;

    private final int server;
    private final ModelDisk disk = new ModelDisk();
    private ModelProcess process;

    /** How often it was started; no life draws the random numbers of another one. */
    private int lives;

    ModelServer(int server) {
        this.server = server;
    }

    ModelDisk disk() {
        return disk;
    }

    /** Null while it is down. */
    ModelProcess process() {
        return process;
    }

    long nowNanos() {
        return process == null ? Graphs.CLOCK_BASE_NANOS : process.nowNanos();
    }

    /**
     * It starts.
     *
     * @param surviving so many of the writes its disk was asked for before it went down are there
     */
    void start(int surviving, Step step) {
        disk.survive(surviving);
        step.add(new Effect.Stops(disk.hardState(), disk.lastLogged()));
        process = new ModelProcess(server, disk, step.setting());
        process.start(lives++, step);
    }

    /** The power is gone; what of the last writes survives is seen when it starts again. */
    void crash(Step step) {
        process.replica().calls().lost(step);
        process = null;
    }

    /** The disk completes a batch. */
    void persist(Step step) {
        List<ModelDisk.Write> writes = disk.complete();
        for (ModelDisk.Write write : writes) {
            if (write instanceof ModelDisk.HardStateWrite it) {
                step.add(new Effect.HasWritten(it.role(), it.before(), it.wanted()));
            }
        }
        process.persisted(writes, step);
    }

    /** The storage answers a read. */
    void answerRead(Step step) {
        process.take(process.replica().answerRead(), step);
    }

    /** A link is up. */
    void up(int place, int port, int attempt, PeerMessage preamble, int remote, Step step) {
        LinkId link = process.links().open(place, port, remote);
        LinkTable.Attempt dialled = attempt < 0 ? null : process.links().takeAttempt(attempt);
        process.take(
                port,
                new LinkEvent.LinkUp(
                        link,
                        step.setting().port(port).name(),
                        dialled == null ? null : dialled.dial(),
                        preamble,
                        new Endpoint(Setting.id(remote).toString(), 40_000),
                        null),
                step);
    }

    void dialFailed(int attempt, Step step) {
        LinkTable.Attempt dialled = process.links().takeAttempt(attempt);
        process.take(
                dialled.port(),
                new LinkEvent.DialFailed(dialled.dial(), LinkEvent.DialReason.REFUSED),
                step);
    }

    void received(int place, PeerMessage message, Step step) {
        LinkTable.Line line = process.links().line(place);
        process.take(line.port(), new LinkEvent.Received(line.link(), message), step);
    }

    void down(int place, LinkEvent.DownReason reason, Step step) {
        LinkTable.Line line = process.links().line(place);
        process.links().forget(place);
        process.take(line.port(), new LinkEvent.LinkDown(line.link(), reason), step);
    }

    void write(int number, Step step) {
        ModelReplica replica = process.replica();
        step.add(new Effect.Asks(number, false, replica.isLeading()));
        LeaderCall call = replica.calls().write(number);
        process.take(new ConsensusEvent.Call(replica.calls().lastId(), call), step);
    }

    void sync(int number, Step step) {
        ModelReplica replica = process.replica();
        step.add(new Effect.Asks(number, true, replica.isLeading()));
        LeaderCall call = replica.calls().sync(number);
        process.take(new ConsensusEvent.Call(replica.calls().lastId(), call), step);
    }

    /** An oracle in the place of the election names a leader. */
    void elected(int leader, Step step) {
        process.takeVerdict(new Vote(Setting.id(leader), 0, 0), step);
    }

    /** Nothing is under way to it or from it. */
    void beginAnew(Graphs graphs) {
        graphs.beginAnew(process);
    }

    /** Lets time pass. */
    void pass(int granules, Step step) {
        for (int i = 0; i < granules; i++) {
            process.tick(GRANULE_NANOS, step);
        }
    }
}
