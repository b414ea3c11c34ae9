package io.quorate.replica;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.replica.client.ExchangeDriver;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.Ensemble;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.log.StorageServices;
import io.quorate.replica.session.ClientServices;
import io.quorate.replica.txn.CommitApplier;
import io.quorate.replica.txn.LeaderServices;
import io.quorate.runtime.Loop;
import io.quorate.storage.StorageException;
import java.util.ArrayList;
import java.util.List;

/** What comes due with time, every few milliseconds, in order. Loop thread. */
final class ReplicaTicker {

    private static final long TICK_MILLIS = 10;

    private final ClientServices clients;
    private final ExchangeDriver exchanges;
    private final CoreDriver driver;
    private final Ensemble ensemble;
    private final LeaderServices leader;
    private final CommitApplier commits;
    private final StorageServices storage;
    private final ReplicaHost host;
    private final List<Loop.Ticking> ticks = new ArrayList<>();

    ReplicaTicker(
            ClientServices clients,
            ExchangeDriver exchanges,
            CoreDriver driver,
            Ensemble ensemble,
            LeaderServices leader,
            CommitApplier commits,
            StorageServices storage,
            ReplicaHost host) {
        this.clients = clients;
        this.exchanges = exchanges;
        this.driver = driver;
        this.ensemble = ensemble;
        this.leader = leader;
        this.commits = commits;
        this.storage = storage;
        this.host = host;
    }

    void start() {
        ticks.add(host.loop().every(TICK_MILLIS, this::tick));
        ticks.addAll(storage.start());
    }

    void close() {
        ticks.forEach(Loop.Ticking::close);
    }

    private void tick() {
        clients.turn();
        exchanges.tick();
        driver.event(ConsensusEvent.Tick.INSTANCE);
        ensemble.tick();
        if (ensemble.isChangingHistory()) {
            return;
        }
        try {
            clients.tick();
        } catch (StorageException failure) {
            throw host.faults().fatal("tree", failure);
        }
        if (clients.isLeading()) {
            leader.tick();
        }
        storage.tick(!commits.isApplying());
    }
}
