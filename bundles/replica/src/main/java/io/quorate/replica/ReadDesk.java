package io.quorate.replica;

import io.quorate.model.ErrorCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Loop;
import io.quorate.runtime.Worker;
import io.quorate.storage.PinnedView;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeReader;
import io.quorate.storage.TreeStore;
import io.quorate.tree.Reads;

/**
 * Answers reads from the applied state. Reads that leave a watch, and all short ones, run on the
 * loop; long listings run on a background worker against a pinned version, and only their
 * connection waits. Loop thread only, except {@link #inBackground}.
 */
final class ReadDesk implements CallLanes.Reader {

    private final TreeStore store;
    private final TreeBatch tree;
    private final Reads reads;
    private final Reads backgroundReads;
    private final WatchDesk watches;
    private final AuthDesk auth;
    private final Serving serving;
    private final CallLanes lanes;
    private final Worker background;
    private final Loop loop;
    private final FaultPolicy faults;

    ReadDesk(
            TreeStore store,
            Reads reads,
            Reads backgroundReads,
            WatchDesk watches,
            AuthDesk auth,
            Serving serving,
            CallLanes lanes,
            Worker background,
            Loop loop,
            FaultPolicy faults) {
        this.store = store;
        this.tree = store.batch();
        this.reads = reads;
        this.backgroundReads = backgroundReads;
        this.watches = watches;
        this.auth = auth;
        this.serving = serving;
        this.lanes = lanes;
        this.background = background;
        this.loop = loop;
        this.faults = faults;
    }

    @Override
    public long appliedZxid() {
        return serving.appliedZxid();
    }

    @Override
    public boolean isLong(Seat seat, Request request) {
        try {
            // A listing that leaves a watch must register it in the same step, hence stays here.
            return !(request instanceof Request.GetChildren list && list.watch())
                    && reads.isLong((Request.Read) request, tree);
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
    }

    @Override
    public Outcome read(Seat seat, Request request, Pending pending) {
        if (pending != null && isLong(seat, request)) {
            inBackground(seat, request, pending);
            return null;
        }
        try {
            return switch (request) {
                case Request.Ping ping -> Outcome.DONE;
                case Request.AddWatch add -> watches.add(seat, add);
                case Request.SetWatches set -> watches.restore(seat, set);
                case Request.WatchQuery query ->
                        query.op() == io.quorate.model.OpCode.CHECK_WATCHES
                                ? watches.check(seat, query)
                                : watches.remove(seat, query);
                case Request.WhoAmI who -> new Outcome.Who(auth.users(seat));
                default ->
                        watched(
                                seat,
                                request,
                                reads.read(
                                        (Request.Read) request,
                                        tree,
                                        seat.identities,
                                        seat.sessionId));
            };
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
    }

    private Outcome watched(Seat seat, Request request, Outcome outcome) {
        switch (request) {
            case Request.GetData get when get.watch() && !(outcome instanceof Outcome.Refused) ->
                    watches.index().watchData(get.path(), seat);
            case Request.GetChildren list
                    when list.watch() && !(outcome instanceof Outcome.Refused) ->
                    watches.index().watchChildren(list.path(), seat);
            case Request.Exists exists when exists.watch() && leavesWatch(outcome) ->
                    watches.index().watchData(exists.path(), seat);
            default -> {}
        }
        return outcome;
    }

    /** exists watches absent nodes too. */
    private static boolean leavesWatch(Outcome outcome) {
        return !(outcome instanceof Outcome.Refused refused)
                || refused.error() == ErrorCode.NO_NODE;
    }

    private void inBackground(Seat seat, Request request, Pending pending) {
        tree.publish();
        PinnedView view = store.pin();
        long zxid = serving.appliedZxid();
        long sessionId = seat.sessionId;
        var identities = seat.identities;
        background.submit(
                () -> {
                    Outcome outcome = readPinned(view, sessionId, identities, request);
                    loop.execute(
                            () -> {
                                view.close();
                                lanes.answered(seat, pending, outcome, zxid);
                            });
                });
    }

    private Outcome readPinned(
            TreeReader view,
            long sessionId,
            java.util.List<io.quorate.model.Identity> who,
            Request request) {
        try {
            return backgroundReads.read((Request.Read) request, view, who, sessionId);
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
    }
}
