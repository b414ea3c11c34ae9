package io.quorate.replica.driver;

import io.quorate.consensus.ConsensusAction;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import io.quorate.service.EnsembleReport;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** This server among the others, or alone. Loop thread only. */
public interface Ensemble extends CoreDriver.EnsembleActionHandler {

    /** Before the first event of the core. */
    void start(ServerId self, long seed);

    void tick();

    /** No link is left. */
    void close();

    /** Nothing ticks any more; as if killed. */
    void abandon();

    /** Messages that waited for this ticket may leave. */
    void persisted(long ticket);

    void appended(ConsensusAction.Append append);

    void roleChanged(ConsensusAction.RoleChanged role);

    /** Makes the tree say which configuration is in force. */
    void show(TreeBatch tree, long wallMillis) throws StorageException;

    /** The tree that the start has found; before {@link #start}. */
    void found(TreeBatch tree) throws StorageException;

    Membership committed();

    /** Null if none is under way. */
    @Nullable Membership proposed();

    /** How far the log counts as decided at a start. */
    long committedMark(long treeZxid, long lastZxid) throws StorageException;

    /** Whether nobody but the log worker may look at the tree. */
    boolean isChangingHistory();

    /** Whether the worker has put another tree in force since the last call. */
    boolean tookOver();

    /** A new tree is in force, and what looks at it knows. */
    void treeReplaced(long zxid);

    /** What a change of history has brought is taken over. */
    void historyChanged();

    /** Lets another server lead; null: any. {@code ended} gets one sentence. */
    void handOver(@Nullable ServerId successor, Consumer<String> ended);

    /** The same because this server stops. */
    void leave(Consumer<String> ended);

    /** Null for a server that is alone. */
    @Nullable EnsembleReport report();

    List<Counter> counters();

    List<Summary> summaries();
}
