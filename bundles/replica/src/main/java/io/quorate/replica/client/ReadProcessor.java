package io.quorate.replica.client;

import io.quorate.model.ErrorCode;
import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.model.WatchKinds;
import io.quorate.model.Znode;
import io.quorate.replica.driver.HeldView;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.storage.PinnedView;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeReader;
import io.quorate.storage.TreeStore;
import io.quorate.tree.Reads;
import io.quorate.tree.ReplicatedTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers reads from the applied state. Short ones run on the loop; long listings run on a
 * background worker against a pinned version, and only their connection waits. A watch is left in
 * the step that pins the version, so that it misses nothing. Loop thread only, except for the
 * reading on the worker.
 *
 * <p>Where the storage may have to wait for its disk, a read runs once what it needs was loaded;
 * one that must not see a write behind it runs on the worker.
 *
 * <p>A version that the storage has ended is no fault: the read is repeated in a later one where no
 * client can see a difference, else answered with an error in its place.
 *
 * <p>Source: docs/adr/0086.
 */
public final class ReadProcessor implements CallLanes.Reader {

    /** Versions in which one read is tried. */
    private static final int VIEWS_MAX = 3;

    private static final Outcome ENDED = new Outcome.Refused(ErrorCode.OPERATION_TIMEOUT);

    private final TreeStore store;
    private final TreeBatch tree;
    private final ColdReads cold;
    private final Reads reads;
    private final Reads backgroundReads;
    private final WatchDispatcher watches;
    private final ClientAuthentication auth;
    private final Serving serving;
    private final ReplicaHost host;

    /** The view held last; shared while nothing has been applied since. */
    private @Nullable HeldView newest;

    public ReadProcessor(
            TreeStore store,
            ReplicatedTree machine,
            WatchDispatcher watches,
            ClientAuthentication auth,
            Serving serving,
            ReplicaHost host) {
        this.store = store;
        this.tree = store.batch();
        this.cold = new ColdReads(store);
        this.reads = machine.newReads();
        this.backgroundReads = machine.newReads();
        this.watches = watches;
        this.auth = auth;
        this.serving = serving;
        this.host = host;
    }

    @Override
    public long appliedZxid() {
        return serving.appliedZxid();
    }

    @Override
    public boolean isLong(ClientConnectionState client, Request request) {
        try {
            return request instanceof Request.SetWatches set
                    ? WatchDispatcher.isLong(set)
                    : isWide(request) || reads.isLong((Request.Read) request, tree);
        } catch (StorageException failure) {
            throw host.faults().fatal("tree", failure);
        } catch (RuntimeException failure) {
            return false; // it fails where it is answered
        }
    }

    /** Whether it reads more nodes than anybody can say beforehand, some of which may be cold. */
    private boolean isWide(Request request) {
        return cold.mayBlock()
                && (request instanceof Request.GetAllChildrenNumber
                        || request instanceof Request.GetEphemerals);
    }

    @Override
    public boolean isCold(Request request) {
        return cold.isCold(request);
    }

    @Override
    public boolean isServing() {
        return serving.isServing();
    }

    @Override
    public void load(ClientConnectionState client, Pending pending, CallLanes lanes) {
        host.workers()
                .reads()
                .submit(
                        () -> {
                            try {
                                cold.load(pending.request);
                            } catch (StorageException failure) {
                                throw host.faults().fatal("tree", failure);
                            }
                            host.loop().execute(() -> lanes.loaded(client, pending));
                        });
    }

    @Override
    @SuppressWarnings("NullAway") // it holds a view
    public boolean isLong(Pending held) {
        try {
            return cold.mayBlock() || reads.isLong((Request.Read) held.request, held.view.tree());
        } catch (StorageException failure) {
            if (failure.isExpired()) {
                return false; // it is renewed where it is answered
            }
            throw host.faults().fatal("tree", failure);
        } catch (RuntimeException failure) {
            return false; // it fails where it is answered
        }
    }

    @Override
    public Outcome read(ClientConnectionState client, Request request) {
        try {
            return switch (request) {
                case Request.Ping ping -> Outcome.DONE;
                case Request.AddWatch add -> watches.add(client, add);
                case Request.SetWatches set -> watches.restore(client, set);
                case Request.WatchQuery query ->
                        query.op() == OpCode.CHECK_WATCHES
                                ? watches.check(client, query)
                                : watches.remove(client, query);
                case Request.WhoAmI who -> new Outcome.Who(auth.users(client));
                default -> {
                    Outcome outcome =
                            reads.read(
                                    (Request.Read) request,
                                    tree,
                                    client.identities,
                                    client.sessionId);
                    if (leavesWatch(request)) {
                        watch(
                                client,
                                request,
                                outcome instanceof Outcome.Refused refused
                                        ? refused.error()
                                        : ErrorCode.OK);
                    }
                    yield outcome;
                }
            };
        } catch (StorageException failure) {
            throw host.faults().fatal("tree", failure);
        } catch (RuntimeException failure) {
            return failed(request, client.sessionId, failure);
        }
    }

    private Outcome failed(Request request, long sessionId, RuntimeException failure) {
        host.requestFaults().refused(request.op(), sessionId, failure);
        return new Outcome.Refused(ErrorCode.MARSHALLING_ERROR);
    }

    @Override
    public void hold(ClientConnectionState client, Pending pending, CallLanes lanes) {
        Request request = pending.request;
        if (request instanceof Request.SetWatches set && WatchDispatcher.isLong(set)) {
            pending.state = Pending.State.RUNNING;
            begin(client, pending, lanes);
        } else if (asksTheTree(request)) {
            holdView(client, pending);
        } else {
            pending.ready(read(client, request), serving.appliedZxid());
        }
    }

    @Override
    @SuppressWarnings("NullAway") // it holds a view
    public Outcome read(ClientConnectionState client, Pending held) {
        while (true) {
            PinnedView view = held.view.tree();
            Outcome outcome =
                    readView(reads, view, client.sessionId, client.identities, held.request);
            if (outcome != null) {
                return outcome;
            }
            if (!renew(client, held, view)) {
                settleWatch(client, held, ENDED);
                return ENDED;
            }
            if (held.state == Pending.State.READY) {
                return held.outcome; // it has failed in the later version
            }
        }
    }

    @Override
    @SuppressWarnings("NullAway") // it holds a view now
    public void begin(ClientConnectionState client, Pending pending, CallLanes lanes) {
        if (pending.request instanceof Request.SetWatches set) {
            watches.restore(
                    client,
                    set,
                    () -> lanes.answered(client, pending, Outcome.DONE, serving.appliedZxid()));
            return;
        }
        if (pending.view == null) {
            holdView(client, pending);
        }
        if (pending.state == Pending.State.READY) {
            return; // it has failed already
        }
        PinnedView view = pending.view.tree();
        long sessionId = client.sessionId;
        var identities = client.identities;
        host.workers()
                .reads()
                .submit(
                        () -> {
                            Outcome outcome =
                                    readView(
                                            backgroundReads,
                                            view,
                                            sessionId,
                                            identities,
                                            pending.request);
                            host.loop().execute(() -> came(client, pending, lanes, view, outcome));
                        });
    }

    /** The outcome of a read that ran elsewhere; null if its view was ended. */
    @SuppressWarnings("NullAway") // it holds a view
    private void came(
            ClientConnectionState client,
            Pending pending,
            CallLanes lanes,
            PinnedView view,
            @Nullable Outcome outcome) {
        if (client.closed) {
            pending.forget();
        } else if (outcome != null) {
            settleWatch(client, pending, outcome);
            lanes.answered(client, pending, outcome, pending.view.zxid());
        } else if (renew(client, pending, view)) {
            begin(client, pending, lanes);
            if (pending.state == Pending.State.READY) {
                lanes.answered(client, pending, pending.outcome, pending.zxid);
            }
        } else {
            settleWatch(client, pending, ENDED);
            lanes.answered(client, pending, ENDED, pending.view.zxid());
        }
    }

    /**
     * The storage has ended the view of a read that had its turn. True if it has another one: the
     * same state where nothing has been applied since, or a later one where no client can see it.
     */
    @SuppressWarnings("NullAway") // it holds a view
    private boolean renew(ClientConnectionState client, Pending pending, PinnedView ended) {
        if (++pending.viewsEnded >= VIEWS_MAX || !serving.isServing()) {
            return false;
        }
        if (pending.view.tree() != ended) {
            return true; // another read of the same state has renewed it
        }
        if (pending.view.zxid() == serving.appliedZxid()) {
            pending.view.renew(pinAgain());
            return true;
        }
        if (pending.behind != null || !parkedBehind(client)) {
            return false;
        }
        pending.view.release();
        pending.view = null;
        holdView(client, pending);
        return true;
    }

    /** Whether all its connection has asked behind the first request waits for its turn. */
    private static boolean parkedBehind(ClientConnectionState client) {
        Pending first = client.lane.head();
        for (Pending each : client.lane) {
            if (each != first && (each.state != Pending.State.PARKED || each.view != null)) {
                return false;
            }
        }
        return true;
    }

    /** What clients see now: while a transaction is half applied, the version before it. */
    private PinnedView pinAgain() {
        if (!isApplying()) {
            tree.publish();
        }
        return store.pin();
    }

    @Override
    public boolean isApplying() {
        return serving.before() != null;
    }

    @Override
    public boolean waitsForApply(Request request, Runnable then) {
        if (!(request instanceof Request.SetWatches)) {
            return false;
        }
        serving.whenApplied(then);
        return true;
    }

    /** The read will see the tree as it is now, and its watch hears of what comes after. */
    @SuppressWarnings("NullAway") // while it is applied in slices there is a view before
    private void holdView(ClientConnectionState client, Pending pending) {
        long zxid = serving.appliedZxid();
        if (isApplying()) {
            newest = serving.before();
        } else if (newest == null || newest.isClosed() || newest.zxid() != zxid) {
            tree.publish();
            newest = new HeldView(store.pin(), zxid);
        }
        pending.view = newest.share();
        client.behindTheTimes = pending;
        if (leavesWatch(pending.request)) {
            try {
                watchFrom(client, pending);
            } catch (StorageException failure) {
                throw host.faults().fatal("tree", failure);
            } catch (RuntimeException failure) {
                pending.ready(failed(pending.request, client.sessionId, failure), zxid);
            }
        }
    }

    /**
     * Leaves the watch of a read that will be answered later; where the node is on the disk only,
     * before anybody knows whether it will be refused.
     */
    private void watchFrom(ClientConnectionState client, Pending pending) throws StorageException {
        Request request = pending.request;
        int error = cold.isCold(request) ? ErrorCode.OK : fault(client, pending);
        boolean had = hasWatch(client, request);
        watch(client, request, error);
        pending.hasNewWatch = !had && hasWatch(client, request);
    }

    private boolean hasWatch(ClientConnectionState client, Request request) {
        Znode path = path(request);
        return path != null && watches.index().contains(path, watchType(request), client);
    }

    /** Takes back the watch of a read that was refused; an event it has sent does no harm. */
    private void settleWatch(ClientConnectionState client, Pending pending, Outcome outcome) {
        boolean stays =
                !(outcome instanceof Outcome.Refused refused)
                        || refused.error() == ErrorCode.NO_NODE
                                && pending.request instanceof Request.Exists;
        if (pending.hasNewWatch && !stays) {
            watches.index().remove(path(pending.request), watchType(pending.request), client);
        }
    }

    private static Znode path(Request request) {
        return switch (request) {
            case Request.GetData get -> get.path();
            case Request.GetChildren list -> list.path();
            case Request.Exists exists -> exists.path();
            default -> throw new IllegalArgumentException("leaves no watch: " + request.op());
        };
    }

    private static int watchType(Request request) {
        return request instanceof Request.GetChildren
                ? WatchKinds.TYPE_CHILDREN
                : WatchKinds.TYPE_DATA;
    }

    /** The error the read will have; the view, which may be shared, shows the state of now. */
    @SuppressWarnings("NullAway") // it holds a view
    private int fault(ClientConnectionState client, Pending pending) throws StorageException {
        Request.Read request = (Request.Read) pending.request;
        try {
            return reads.fault(request, pending.view.tree(), client.identities);
        } catch (StorageException failure) {
            if (!failure.isExpired()) {
                throw failure;
            }
            pending.view.renew(pinAgain());
            return isApplying()
                    ? reads.fault(request, store.version(), client.identities)
                    : reads.fault(request, tree, client.identities);
        }
    }

    private static boolean asksTheTree(Request request) {
        return switch (request) {
            case Request.Ping ping -> false;
            case Request.AddWatch add -> false;
            case Request.SetWatches set -> false;
            case Request.WatchQuery query -> false;
            case Request.WhoAmI who -> false;
            default -> true;
        };
    }

    private static boolean leavesWatch(Request request) {
        return switch (request) {
            case Request.GetData get -> get.watch();
            case Request.GetChildren list -> list.watch();
            case Request.Exists exists -> exists.watch();
            default -> false;
        };
    }

    /** Leaves the watch of a read with this result. */
    private void watch(ClientConnectionState client, Request request, int error) {
        switch (request) {
            case Request.GetData get when error == ErrorCode.OK ->
                    watches.index().watchData(get.path(), client);
            case Request.GetChildren list when error == ErrorCode.OK ->
                    watches.index().watchChildren(list.path(), client);
            // exists watches absent nodes too.
            case Request.Exists exists when error == ErrorCode.OK || error == ErrorCode.NO_NODE ->
                    watches.index().watchData(exists.path(), client);
            default -> {}
        }
    }

    /** Null if the view was ended. */
    private @Nullable Outcome readView(
            Reads how, TreeReader view, long sessionId, List<Identity> who, Request request) {
        try {
            return how.read((Request.Read) request, view, who, sessionId);
        } catch (StorageException failure) {
            if (failure.isExpired()) {
                return null;
            }
            throw host.faults().fatal("tree", failure);
        } catch (RuntimeException failure) {
            return failed(request, sessionId, failure);
        }
    }
}
