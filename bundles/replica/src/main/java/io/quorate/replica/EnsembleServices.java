package io.quorate.replica;

import io.quorate.consensus.ConsensusAction;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.peer.LinkAction;
import io.quorate.replica.driver.Ensemble;
import io.quorate.replica.driver.EnsembleElection;
import io.quorate.replica.driver.LeadershipTransfer;
import io.quorate.replica.driver.PeerRouter;
import io.quorate.replica.log.EnsembleHistory;
import io.quorate.replica.membership.MembershipTracker;
import io.quorate.replica.report.EnsembleReports;
import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import io.quorate.service.EnsembleReport;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server among others: hands each action and each question to the part it is for. Loop thread.
 */
final class EnsembleServices implements Ensemble {

    private final PeerRouter links;
    private final PeerRouter.Owner owner;
    private final EnsembleElection election;
    private final MembershipTracker memberships;
    private final EnsembleHistory history;
    private final LeadershipTransfer transfer;
    private final EnsembleReports reports;

    /** {@code owner} is the consensus core, as a user of {@code links}. */
    EnsembleServices(
            PeerRouter links,
            PeerRouter.Owner owner,
            EnsembleElection election,
            MembershipTracker memberships,
            EnsembleHistory history,
            LeadershipTransfer transfer,
            EnsembleReports reports) {
        this.links = links;
        this.owner = owner;
        this.election = election;
        this.memberships = memberships;
        this.history = history;
        this.transfer = transfer;
        this.reports = reports;
    }

    @Override
    public void start(ServerId self, long seed) {
        election.start(self, seed);
    }

    @Override
    public void tick() {
        transfer.tick();
        election.tick();
        history.tick();
    }

    @Override
    public void close() {
        election.close();
    }

    @Override
    public void abandon() {
        election.abandon();
    }

    @Override
    public void persisted(long ticket) {
        links.persisted(ticket);
    }

    @Override
    public void appended(ConsensusAction.Append append) {
        history.appended(append);
    }

    @Override
    public void roleChanged(ConsensusAction.RoleChanged role) {
        transfer.roleChanged(role);
        reports.roleChanged(role);
        election.roleChanged(role);
    }

    @Override
    public void show(TreeBatch tree, long wallMillis) throws StorageException {
        memberships.show(tree, wallMillis);
    }

    @Override
    public void found(TreeBatch tree) throws StorageException {
        memberships.found(tree);
    }

    @Override
    public Membership committed() {
        return memberships.committed();
    }

    @Override
    public @Nullable Membership proposed() {
        return memberships.proposed();
    }

    @Override
    public long committedMark(long treeZxid, long lastZxid) throws StorageException {
        return history.committedMark(treeZxid, lastZxid);
    }

    @Override
    public boolean isChangingHistory() {
        return history.replacer().isPending();
    }

    @Override
    public boolean tookOver() {
        return history.replacer().tookOver();
    }

    @Override
    public void treeReplaced(long zxid) {
        history.treeReplaced(zxid);
    }

    @Override
    public void historyChanged() {
        history.replacer().done();
    }

    @Override
    public void handOver(@Nullable ServerId successor, Consumer<String> ended) {
        transfer.ask(successor, ended);
    }

    @Override
    public void leave(Consumer<String> ended) {
        transfer.leave(ended);
    }

    @Override
    public EnsembleReport report() {
        return reports.report();
    }

    @Override
    public List<Counter> counters() {
        return reports.counters();
    }

    @Override
    public List<Summary> summaries() {
        return reports.summaries();
    }

    // ---- actions of the core

    @Override
    public void link(LinkAction action) {
        links.execute(owner, action);
    }

    @Override
    public void readLog(ConsensusAction.ReadLog read) {
        history.readLog(read);
    }

    @Override
    public void readSnapshot(ConsensusAction.ReadSnapshot read) {
        history.readSnapshot(read);
    }

    @Override
    public void cancel(long id) {
        history.cancel(id);
    }

    @Override
    public void stage(ConsensusAction.StageSnapshot chunk) {
        history.stage(chunk);
    }

    @Override
    public void stage(ConsensusAction.StageEntry entry) {
        history.stage(entry);
    }

    @Override
    public void startElection(ConsensusAction.StartElection start) {
        election.begin(start);
    }

    @Override
    public void store(ConsensusAction.StoreMembership store) {
        memberships.stored(store);
        election.membershipChanged();
    }

    @Override
    public void announce(ConsensusAction.Truncate truncate) {
        history.replacer().announce(truncate);
    }

    @Override
    public void announce(ConsensusAction.InstallSnapshot install) {
        history.replacer().announce(install);
    }
}
