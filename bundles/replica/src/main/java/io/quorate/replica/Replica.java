package io.quorate.replica;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.model.ServerId;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.Ensemble;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.log.StorageServices;
import io.quorate.replica.txn.CommitApplier;
import io.quorate.service.RequestHandler;
import io.quorate.storage.StorageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One replica, from its start to its end. All state belongs to the loop. {@link ReplicaBuilder}
 * makes it.
 */
public final class Replica {

    /** How long a server that stops waits for another one to lead; all may be stopping at once. */
    private static final long HAND_OVER_MILLIS = 1500;

    private final RequestHandler handler;
    private final CoreDriver driver;
    private final Ensemble ensemble;
    private final Serving serving;
    private final CommitApplier commits;
    private final ReplicaActions actions;
    private final ReplicaTicker ticker;
    private final StorageServices storage;
    private final ReplicaStart beginning;
    private final ReplicaHost host;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    Replica(
            RequestHandler handler,
            CoreDriver driver,
            Ensemble ensemble,
            ReplicaActions actions,
            ReplicaTicker ticker,
            StorageServices storage,
            ReplicaStart beginning,
            ReplicaHost host) {
        this.handler = handler;
        this.driver = driver;
        this.ensemble = ensemble;
        this.serving = actions.serving();
        this.commits = actions.commits();
        this.actions = actions;
        this.ticker = ticker;
        this.storage = storage;
        this.beginning = beginning;
        this.host = host;
    }

    /** What gates ask. */
    public RequestHandler handler() {
        return handler;
    }

    /**
     * Starts the core on the loop; the future is done when clients are served for the first time,
     * in an ensemble as soon as the server takes part. Any thread.
     *
     * @param seed of what the core draws
     */
    public CompletableFuture<Void> start(long seed) {
        host.loop()
                .execute(
                        () -> {
                            try {
                                begin(seed);
                            } catch (StorageException | RuntimeException failure) {
                                ready.completeExceptionally(failure);
                            }
                        });
        return ready;
    }

    private void begin(long seed) throws StorageException {
        driver.start(actions, ensemble);
        ConsensusEvent.Start start = beginning.event(ensemble, seed);
        ensemble.start(new ServerId(start.self().value()), seed);
        driver.event(start);
        if (beginning.isStandalone()) {
            actions.served().thenRun(() -> ready.complete(null));
        } else {
            // Clients are let in and out by the role; the server is ready all the same.
            ready.complete(null);
        }
        ticker.start();
    }

    /**
     * How long the storage took to open its newest snapshot, and the server to have its whole tree.
     * Any thread.
     */
    public void began(long openedMillis, long initialisedMillis) {
        host.loop().execute(() -> beginning.took(openedMillis, initialisedMillis));
    }

    /**
     * A leader that is about to stop finishes what is under way and resigns, if another server can
     * take over. Any thread; waits.
     */
    public void handOver() {
        CompletableFuture<String> ended = new CompletableFuture<>();
        host.loop().execute(() -> ensemble.leave(ended::complete));
        ended.completeOnTimeout("", HAND_OVER_MILLIS, TimeUnit.MILLISECONDS).join();
    }

    /**
     * Stops serving; the engine is closed when everything handed to the log is written. Any thread;
     * waits.
     */
    public void close() {
        close(new CompletableFuture<>());
    }

    /**
     * The same, but nothing is waited for any more once {@code fault} is done: a worker that has
     * failed reports nothing. Any thread; after a fault those of the replica as well.
     */
    public void close(CompletableFuture<?> fault) {
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        host.loop()
                .execute(
                        () -> {
                            serving.close();
                            commits.finish();
                            ticker.close();
                            ensemble.close();
                            storage.behind(() -> quiet.complete(null));
                        });
        CompletableFuture.anyOf(quiet, fault).join();
        storage.close();
    }

    /** Falls silent at once, as if killed; for tests. Loop thread. */
    void abandon() {
        serving.close();
        ticker.close();
        ensemble.abandon();
    }
}
