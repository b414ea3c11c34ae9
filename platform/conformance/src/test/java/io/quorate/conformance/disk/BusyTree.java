package io.quorate.conformance.disk;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.jute.OutputArchive;
import org.apache.jute.Record;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.server.DataNode;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.txn.TxnHeader;

/**
 * ZooKeeper's tree, to which transactions are applied while it is being written: between two nodes
 * of a snapshot, as many as chance wants. ZooKeeper's own snapshots are like that under load. One
 * thread.
 */
final class BusyTree extends DataTree {
    private static final int BETWEEN_ACLS_AND_NODES = 20;
    private static final int BETWEEN_NODES = 8;

    /** A transaction of a log. */
    record Logged(TxnHeader header, Record txn) {}

    private final List<Logged> log;
    private final FileTxnSnapLog files;
    private final Random random;
    private final ConcurrentHashMap<Long, Integer> sessions = new ConcurrentHashMap<>();
    private int applied;

    /**
     * @param log transactions from the first one on
     * @param files where {@link #save} puts snapshots
     */
    BusyTree(List<Logged> log, FileTxnSnapLog files, Random random) {
        this.log = log;
        this.files = files;
        this.random = random;
    }

    /** Applies the next transactions, as many as there are. */
    void apply(int count) throws IOException {
        int end = Math.min(log.size(), applied + count);
        for (; applied < end; applied++) {
            Logged next = log.get(applied);
            try {
                files.processTransaction(next.header(), this, sessions, next.txn());
            } catch (KeeperException e) {
                throw new IOException("0x" + Long.toHexString(next.header().getZxid()), e);
            }
        }
    }

    /** Writes a snapshot named after the last transaction before it. */
    void save() throws IOException {
        files.save(this, sessions, true);
    }

    @Override
    public void serializeAcls(OutputArchive archive) throws IOException {
        super.serializeAcls(archive);
        apply(random.nextInt(BETWEEN_ACLS_AND_NODES));
    }

    @Override
    public void serializeNodeData(OutputArchive archive, String path, DataNode node)
            throws IOException {
        super.serializeNodeData(archive, path, node);
        if (random.nextInt(4) == 0) {
            apply(random.nextInt(BETWEEN_NODES));
        }
    }
}
