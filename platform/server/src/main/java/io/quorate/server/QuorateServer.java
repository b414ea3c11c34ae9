package io.quorate.server;

import io.quorate.admin.AdminSettings;
import io.quorate.admin.FourLetterCommandHandler;
import io.quorate.gate.client.ClientPort;
import io.quorate.gate.peer.PeerGate;
import io.quorate.loop.EventLoops;
import io.quorate.loop.ReplicaLoop;
import io.quorate.replica.Replica;
import io.quorate.replica.ReplicaBuilder;
import io.quorate.replica.auth.AuthSchemes;
import io.quorate.replica.driver.Peers;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.host.ReplicaStorageHost;
import io.quorate.replica.host.Workers;
import io.quorate.replica.membership.ConfiguredClientAddress;
import io.quorate.replica.membership.MembershipInMetadata;
import io.quorate.replica.membership.MembershipStore;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.runtime.Clock;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Loop;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.service.RequestHandler;
import io.quorate.storage.IoBudget;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A server in this process. All methods may be called by any thread. What each call needs, and
 * three servers in one process, are in {@code docs/EMBEDDING.md}.
 *
 * <pre>{@code
 * try (QuorateServer server =
 *         QuorateServer.builder()
 *                 .storage(new FilelogFactory(), new StorageDirs(data, data))
 *                 .consensus(new SoloFactory())
 *                 .gate(GateSettings.at("127.0.0.1", 0))
 *                 .start()) {
 *     connectTo(server.clientAddress());
 * }
 * }</pre>
 */
public final class QuorateServer implements AutoCloseable {

    private final Loop loop;
    private final RequestHandler handler;
    private final ClientPort port;

    /** What is to be done at the end, the last thing first. */
    private final Deque<Runnable> ends = new ArrayDeque<>();

    /** Done at the first fault: nothing that is waited for comes any more. */
    private final CompletableFuture<Void> fault = new CompletableFuture<>();

    private volatile boolean closed;

    /** What a server is made of. */
    public static QuorateServerBuilder builder() {
        return new QuorateServerBuilder();
    }

    QuorateServer(QuorateServerBuilder parts) throws StorageException {
        FaultPolicy faults = noting(parts.faults());
        try {
            EventLoops loops = new EventLoops(parts.ioThreads(), "auto");
            ends.push(loops::close);
            loop = new ReplicaLoop(loops.replicaLoop(), faults);
            ConfiguredClientAddress address = new ConfiguredClientAddress();
            Replica replica = replica(parts, loops, address, faults);
            ends.push(() -> replica.close(fault));
            replica.start(new SplittableRandom().nextLong()).join();
            handler = replica.handler();
            port = new ClientPort(parts.gate(), loops, loop, handler, faults);
            ends.push(port::close);
            port.present(new FourLetterCommandHandler(admin(parts), handler));
            address.opened(port);
            ends.push(() -> address.closed(port));
            ends.push(replica::handOver);
        } catch (Throwable failure) { // plugins may throw what they do not declare
            end(failure);
            throw failure;
        }
    }

    /** Code that closes this server learns of a fault before its policy is asked. */
    private FaultPolicy noting(FaultPolicy policy) {
        return (where, cause) -> {
            fault.complete(null);
            return policy.fatal(where, cause);
        };
    }

    private Replica replica(
            QuorateServerBuilder parts,
            EventLoops loops,
            ConfiguredClientAddress address,
            FaultPolicy faults)
            throws StorageException {
        StorageEngine engine =
                parts.storage()
                        .open(
                                parts.dirs(),
                                new ReplicaStorageHost(
                                        new FileDisk(),
                                        parts.storageSettings(),
                                        IoBudget.UNLIMITED,
                                        parts.ensemble() != null
                                                && parts.ensemble().hasOtherVoters()));
        Workers workers = Workers.threads(faults);
        ReplicaHost host = new ReplicaHost(loop, workers, Clock.SYSTEM, faults);
        boolean built = false;
        try {
            ReplicaBuilder builder =
                    new ReplicaBuilder(parts.settings(), host)
                            .storage(engine)
                            .consensus(parts.consensus())
                            .schemes(schemes(parts))
                            .seed(new SplittableRandom().nextLong());
            if (parts.ensemble() != null) {
                builder.peers(peers(parts, loops, engine, address));
            }
            Replica replica = builder.build();
            built = true;
            return replica;
        } finally {
            if (!built) {
                workers.close();
                engine.close();
            }
        }
    }

    private static AuthSchemes schemes(QuorateServerBuilder parts) {
        AuthSchemes schemes = new AuthSchemes();
        parts.schemes().forEach(schemes::present);
        return schemes;
    }

    @SuppressWarnings("NullAway") // asked where there is an ensemble only
    private Peers peers(
            QuorateServerBuilder parts,
            EventLoops loops,
            StorageEngine engine,
            ConfiguredClientAddress address)
            throws StorageException {
        EnsembleMember member = parts.ensemble();
        MembershipStore memberships =
                parts.settings().tree().reconfig()
                        ? MembershipInMetadata.read(engine.metadata(), member.membership())
                        : MembershipStore.fixed(member.membership());
        return new Peers(
                new PeerGate(member.links(), loops, loop),
                parts.consensus().needsElection() ? parts.election() : null,
                member.settings(),
                memberships,
                address);
    }

    private static AdminSettings admin(QuorateServerBuilder parts) {
        ReplicaSettings settings = parts.settings();
        return new AdminSettings(
                parts.dirs().data().toString(),
                parts.dirs().log().toString(),
                parts.gate().listen().port(),
                parts.gate().secure().port(),
                parts.gate().listen().backlog(),
                settings.tickMillis(),
                settings.serverId(),
                parts.commands(),
                settings.sessions().rules().readOnlyMode());
    }

    /** Where clients come in. */
    public InetSocketAddress clientAddress() {
        return port.address();
    }

    /**
     * Whether clients are served: alone, from start to close; among others, while there is a
     * leader.
     */
    public boolean isServing() {
        if (closed) {
            return false;
        }
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        try {
            loop.execute(() -> answer.complete(handler.serving()));
        } catch (RejectedExecutionException ended) {
            return false; // closed meanwhile
        }
        return answer.join();
    }

    /**
     * Lets another server lead if there is one, stops serving and closes the storage when all that
     * was taken is written, or when there was a fault. Sessions go on when their server comes back
     * in time. Waits.
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            end(null);
        }
    }

    /** Ends everything, whatever of it fails; {@code failure} is why, null as a rule. */
    private void end(@Nullable Throwable failure) {
        Throwable first = failure;
        while (!ends.isEmpty()) {
            try {
                ends.pop().run();
            } catch (RuntimeException more) {
                if (first == null) {
                    first = more;
                } else {
                    first.addSuppressed(more);
                }
            }
        }
        if (failure == null && first != null) {
            throw (RuntimeException) first;
        }
    }
}
