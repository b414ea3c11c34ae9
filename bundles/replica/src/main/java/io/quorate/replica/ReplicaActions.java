package io.quorate.replica;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.LeaderCall;
import io.quorate.model.Phase;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.Ensemble;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.log.LogWriter;
import io.quorate.replica.session.ClientServices;
import io.quorate.replica.txn.CommitApplier;
import io.quorate.replica.txn.LeaderServices;
import io.quorate.replica.txn.TreeLoader;
import io.quorate.storage.StorageException;
import java.util.concurrent.CompletableFuture;

/** The actions of the core, each handed to the part it is for. Loop thread, decides nothing. */
final class ReplicaActions implements CoreDriver.ActionHandler {

    private final TreeLoader trees;
    private final CommitApplier commits;
    private final LogWriter log;
    private final Ensemble ensemble;
    private final Serving serving;
    private final LeaderServices leader;
    private final ClientServices clients;
    private final ReplicaHost host;
    private final CompletableFuture<Void> served = new CompletableFuture<>();

    ReplicaActions(
            TreeLoader trees,
            CommitApplier commits,
            LogWriter log,
            Ensemble ensemble,
            Serving serving,
            LeaderServices leader,
            ClientServices clients,
            ReplicaHost host) {
        this.trees = trees;
        this.commits = commits;
        this.log = log;
        this.ensemble = ensemble;
        this.serving = serving;
        this.leader = leader;
        this.clients = clients;
        this.host = host;
    }

    Serving serving() {
        return serving;
    }

    CommitApplier commits() {
        return commits;
    }

    /** Done when this server leads for the first time and serves. */
    CompletableFuture<Void> served() {
        return served;
    }

    @Override
    public void persist(long ticket, ConsensusAction action) {
        if (action instanceof ConsensusAction.Truncate
                || action instanceof ConsensusAction.InstallSnapshot) {
            commits.finish();
        }
        log.persist(ticket, action);
    }

    @Override
    public void appended(ConsensusAction.Append append) {
        commits.appended(append.entry());
        ensemble.appended(append);
    }

    @Override
    public void commit(long upTo) {
        commits.commit(upTo);
    }

    @Override
    public void roleChanged(ConsensusAction.RoleChanged role) {
        commits.finish();
        serving.roleChanged(role);
        commits.roleChanged(role);
        try {
            ensemble.roleChanged(role);
            trees.roleChanged();
            if (role.phase() == Phase.SERVING) {
                ensemble.show(trees.tree(), host.clock().wallMillis());
            }
            if (serving.isLeading()) {
                leader.lead(role.nextZxid());
            } else {
                leader.follow();
            }
            clients.roleChanged(role);
            if (serving.isLeading()) {
                served.complete(null);
            }
        } catch (StorageException failure) {
            throw host.faults().fatal("tree", failure);
        }
    }

    @Override
    public void called(ConsensusAction.Called called) {
        switch (called.call()) {
            case LeaderCall.Submit submit -> leader.submitted(called, submit);
            case LeaderCall.Revalidate revalidate -> clients.revalidate(called, revalidate);
            case LeaderCall.Sync sync ->
                    throw host.faults().fatal("consensus core", "a sync was handed to the replica");
        }
    }

    @Override
    public void answered(ConsensusAction.Answered answered) {
        serving.whenApplied(() -> clients.answered(answered));
    }

    @Override
    public void callsLost() {
        commits.finish();
        clients.callsLost();
    }

    @Override
    public void renew(ConsensusAction.RenewSessions renewal) {
        clients.renew(renewal.touches());
    }

    @Override
    public void sessionLeft(long sessionId) {
        clients.sessionLeft(sessionId);
    }

    @Override
    public void collectTouches(ConsensusAction.CollectTouches collect) {
        clients.collectTouches(collect);
    }

    @Override
    public void persisted(long ticket) {
        ensemble.persisted(ticket);
    }

    /** A tree that the log worker has changed is taken over before the core hears of it. */
    @Override
    public void historyReset() {
        try {
            if (ensemble.tookOver()) {
                long zxid = trees.replaced();
                commits.treeReplaced();
                ensemble.treeReplaced(zxid);
                clients.holds().treeReplaced();
            }
        } catch (StorageException failure) {
            throw host.faults().fatal("tree", failure);
        }
        ensemble.historyChanged();
    }
}
