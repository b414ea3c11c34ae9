package io.quorate.replica.txn;

import io.quorate.consensus.ConsensusAction;
import io.quorate.model.LoggedTxn;
import io.quorate.model.Outcome;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.replica.client.ClientConnectionState;
import io.quorate.replica.log.Snapshotter;
import io.quorate.replica.session.ClientServices;
import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import io.quorate.tree.ReplicatedTree;
import java.util.ArrayList;
import java.util.List;

/**
 * What follows a transaction that is in the tree: digest, sessions, the reply, checkpoints that
 * come due, figures. Loop thread only.
 */
public final class CommitEffects {

    private final ReplicatedTree machine;
    private final ClientServices clients;
    private final QuotaCounter quotas;
    private final Snapshotter snapshots;
    private final ReplicationFigures figures;
    private final Summary replayed = new Summary("startup_txns_loaded", false);
    private final Summary replayMillis = new Summary("startup_txns_load_time", false);
    private final Counter commits = new Counter("commit_count");

    public CommitEffects(
            ReplicatedTree machine,
            ClientServices clients,
            QuotaCounter quotas,
            Snapshotter snapshots,
            ReplicationFigures figures) {
        this.machine = machine;
        this.clients = clients;
        this.quotas = quotas;
        this.snapshots = snapshots;
        this.figures = figures;
    }

    public List<Counter> counters() {
        List<Counter> all = new ArrayList<>(figures.counters());
        all.add(commits);
        return all;
    }

    public List<Summary> summaries() {
        List<Summary> all = new ArrayList<>(figures.summaries());
        all.add(replayed);
        all.add(replayMillis);
        return all;
    }

    /** A transaction is logged here, but not decided yet. */
    void appended(byte[] txn) {
        figures.appended(txn);
    }

    void roleChanged(ConsensusAction.RoleChanged role) {
        figures.roleChanged(role);
    }

    /** What follows is committed now. */
    void committing() {
        figures.committing();
    }

    /** So many transactions were read from the log and applied. */
    void replayed(long count, long millis) {
        replayed.add(count);
        replayMillis.add(millis);
    }

    /** A transaction is sealed, clients see it; its reply has not been given. */
    void sealed(LoggedTxn logged, long treeDigest, int payloadBytes) {
        quotas.applied();
        commits.add(1);
        machine.digests().applied(logged, treeDigest);
        machine.preparer().applied(logged.header());
        snapshots.applied(payloadBytes);
    }

    /** Sessions begin and end; the client that asked gets the reply. */
    void reply(LoggedTxn logged, Outcome outcome) {
        TxnHeader header = logged.header();
        long sessionId = header.sessionId();
        switch (logged.txn()) {
            case Txn.CreateSession created -> {
                clients.locals().becameGlobal(sessionId);
                clients.sessions().created(sessionId, created.timeoutMillis());
            }
            case Txn.CloseSession closed -> {
                clients.sessions().closed(sessionId);
                ClientConnectionState client = clients.connections().ended(sessionId);
                if (client != null) {
                    clients.lanes().committed(client, header.cxid(), header.zxid(), outcome);
                    clients.connections().drop(client);
                }
            }
            default -> {
                ClientConnectionState client = clients.connections().of(sessionId);
                if (client != null) {
                    clients.lanes().committed(client, header.cxid(), header.zxid(), outcome);
                }
            }
        }
    }

    /** A transaction of this time, not one that was replayed, is applied. */
    void applied(long timeMillis) {
        figures.applied(timeMillis);
    }
}
