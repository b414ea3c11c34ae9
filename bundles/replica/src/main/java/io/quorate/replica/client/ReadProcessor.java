package io.quorate.replica.client;

import io.quorate.model.ErrorCode;
import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.replica.driver.HeldView;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeReader;
import io.quorate.storage.TreeStore;
import io.quorate.tree.Reads;
import io.quorate.tree.ReplicatedTree;
import java.util.List;

/**
 * Answers reads from the applied state. Short ones run on the loop; long listings run on a
 * background worker against a pinned version, and only their connection waits. A watch is left in
 * the step that pins the version, so that it misses nothing. Loop thread only, except for the
 * reading on the worker.
 */
public final class ReadProcessor implements CallLanes.Reader {

    private final TreeStore store;
    private final TreeBatch tree;
    private final Reads reads;
    private final Reads backgroundReads;
    private final WatchDispatcher watches;
    private final ClientAuthentication auth;
    private final Serving serving;
    private final ReplicaHost host;

    /** The view held last; shared while nothing has been applied since. */
    private HeldView newest;

    public ReadProcessor(
            TreeStore store,
            ReplicatedTree machine,
            WatchDispatcher watches,
            ClientAuthentication auth,
            Serving serving,
            ReplicaHost host) {
        this.store = store;
        this.tree = store.batch();
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
                    : reads.isLong((Request.Read) request, tree);
        } catch (StorageException failure) {
            throw host.faults().fatal("tree", failure);
        } catch (RuntimeException failure) {
            return false; // it fails where it is answered
        }
    }

    @Override
    public boolean isLong(Pending held) {
        try {
            return reads.isLong((Request.Read) held.request, held.view.tree());
        } catch (StorageException failure) {
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
    public Outcome read(ClientConnectionState client, Pending held) {
        return readView(reads, held.view.tree(), client.sessionId, client.identities, held.request);
    }

    @Override
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
        HeldView view = pending.view;
        long sessionId = client.sessionId;
        var identities = client.identities;
        host.workers()
                .reads()
                .submit(
                        () -> {
                            Outcome outcome =
                                    readView(
                                            backgroundReads,
                                            view.tree(),
                                            sessionId,
                                            identities,
                                            pending.request);
                            host.loop()
                                    .execute(
                                            () -> {
                                                lanes.answered(
                                                        client, pending, outcome, view.zxid());
                                                if (client.closed) {
                                                    pending.forget();
                                                }
                                            });
                        });
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
                watch(
                        client,
                        pending.request,
                        reads.fault(
                                (Request.Read) pending.request,
                                pending.view.tree(),
                                client.identities));
            } catch (StorageException failure) {
                throw host.faults().fatal("tree", failure);
            } catch (RuntimeException failure) {
                pending.ready(failed(pending.request, client.sessionId, failure), zxid);
            }
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

    private Outcome readView(
            Reads how, TreeReader view, long sessionId, List<Identity> who, Request request) {
        try {
            return how.read((Request.Read) request, view, who, sessionId);
        } catch (StorageException failure) {
            throw host.faults().fatal("tree", failure);
        } catch (RuntimeException failure) {
            return failed(request, sessionId, failure);
        }
    }
}
