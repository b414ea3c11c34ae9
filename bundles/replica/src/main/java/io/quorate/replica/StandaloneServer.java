package io.quorate.replica;

import io.quorate.consensus.ConsensusAction;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.peer.LinkAction;
import io.quorate.replica.driver.Ensemble;
import io.quorate.runtime.Counter;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Summary;
import io.quorate.service.EnsembleReport;
import io.quorate.storage.TreeBatch;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An ensemble of one. Everything in its log is decided, nobody else takes part, and a core that
 * asks for others is a fault. Loop thread.
 */
final class StandaloneServer implements Ensemble {

    private static final String ALONE = "This server is alone.";

    private final Membership membership;
    private final FaultPolicy faults;

    StandaloneServer(ServerId self, FaultPolicy faults) {
        this.membership = Membership.standalone(self);
        this.faults = faults;
    }

    @Override
    public void start(ServerId self, long seed) {}

    @Override
    public void tick() {}

    @Override
    public void close() {}

    @Override
    public void abandon() {}

    @Override
    public void persisted(long ticket) {}

    @Override
    public void appended(ConsensusAction.Append append) {}

    @Override
    public void roleChanged(ConsensusAction.RoleChanged role) {}

    /** The tree of a lone server names no configuration. */
    @Override
    public void show(TreeBatch tree, long wallMillis) {}

    @Override
    public Membership committed() {
        return membership;
    }

    @Override
    public @Nullable Membership proposed() {
        return null;
    }

    @Override
    public void found(TreeBatch tree) {}

    /** The core learns what is applied, and finds the rest of the log decided. */
    @Override
    public long committedMark(long treeZxid, long lastZxid) {
        return treeZxid;
    }

    @Override
    public boolean isChangingHistory() {
        return false;
    }

    @Override
    public boolean tookOver() {
        return false;
    }

    @Override
    public void treeReplaced(long zxid) {}

    @Override
    public void historyChanged() {}

    @Override
    public void handOver(@Nullable ServerId successor, Consumer<String> ended) {
        ended.accept(ALONE);
    }

    @Override
    public void leave(Consumer<String> ended) {
        ended.accept(ALONE);
    }

    @Override
    public @Nullable EnsembleReport report() {
        return null;
    }

    @Override
    public List<Counter> counters() {
        return List.of();
    }

    @Override
    public List<Summary> summaries() {
        return List.of();
    }

    // ---- what only others are asked for

    private RuntimeException unexpected(Object action) {
        return faults.fatal(
                "consensus core", "this server has no peers, but the core asked for " + action);
    }

    @Override
    public void link(LinkAction action) {
        throw unexpected(action);
    }

    @Override
    public void readLog(ConsensusAction.ReadLog read) {
        throw unexpected(read);
    }

    @Override
    public void readSnapshot(ConsensusAction.ReadSnapshot read) {
        throw unexpected(read);
    }

    @Override
    public void cancel(long id) {
        throw unexpected("the end of read " + id);
    }

    @Override
    public void stage(ConsensusAction.StageSnapshot chunk) {
        throw unexpected(chunk);
    }

    @Override
    public void stage(ConsensusAction.StageEntry entry) {
        throw unexpected(entry);
    }

    @Override
    public void startElection(ConsensusAction.StartElection start) {
        throw unexpected(start);
    }

    @Override
    public void store(ConsensusAction.StoreMembership store) {
        throw unexpected(store);
    }

    @Override
    public void announce(ConsensusAction.Truncate truncate) {
        throw unexpected(truncate);
    }

    @Override
    public void announce(ConsensusAction.InstallSnapshot install) {
        throw unexpected(install);
    }
}
