package io.quorate.replica;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.Touches;
import io.quorate.election.ElectionEvent;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkAction;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.ElectionDriver;
import io.quorate.replica.driver.LeadershipTransfer;
import io.quorate.replica.driver.PeerRouter;
import io.quorate.replica.driver.QuorumOracle;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.log.CommitMark;
import io.quorate.replica.log.HistoryReplacer;
import io.quorate.replica.log.LogReads;
import io.quorate.replica.log.LogTail;
import io.quorate.replica.log.LogWriter;
import io.quorate.replica.log.RecentLog;
import io.quorate.replica.log.SnapshotReceiver;
import io.quorate.replica.log.SnapshotStreams;
import io.quorate.replica.membership.MembershipTracker;
import io.quorate.replica.report.EnsembleReports;
import io.quorate.replica.session.SessionTracker;
import io.quorate.replica.txn.CommitApplier;
import io.quorate.replica.txn.ProposalSizes;
import io.quorate.runtime.Clock;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Loop;
import io.quorate.runtime.Slices;
import io.quorate.runtime.Worker;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts that exist only where there are other servers. Loop thread only. */
final class EnsembleServices implements CoreDriver.EnsembleActionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(EnsembleServices.class);
    private static final int RECENT_ENTRIES = 500;

    private final PeerRouter links;
    private final PeerRouter.Owner owner;
    private final ElectionDriver election;
    private final MembershipTracker memberships;
    private final RecentLog recent;
    private final LogReads logReads;
    private final SnapshotStreams streams;
    private final SnapshotReceiver stagings;
    private final HistoryReplacer history;
    private final CommitMark mark;
    private final LeadershipTransfer handOver;
    private final QuorumOracle oracle;
    private final EnsembleReports reports;
    private final CoreDriver driver;
    private final SessionTracker sessions;
    private final Serving serving;
    private final LogWriter log;
    private final FaultPolicy faults;

    EnsembleServices(
            Peers peers,
            ConsensusFactory consensus,
            StorageEngine engine,
            CommitApplier commits,
            Slices slices,
            LogTail tail,
            LogWriter log,
            CoreDriver driver,
            SessionTracker sessions,
            Serving serving,
            ProposalSizes proposals,
            Loop loop,
            Worker background,
            Worker readWorker,
            Clock clock,
            FaultPolicy faults) {
        this.driver = driver;
        this.sessions = sessions;
        this.serving = serving;
        this.log = log;
        this.faults = faults;
        EnsembleSettings settings = peers.settings();
        this.memberships =
                new MembershipTracker(settings.self(), peers.memberships(), peers.clientAddress());
        this.links = new PeerRouter(peers.links(), faults);
        this.owner =
                links.declare(
                        consensus.ports(settings),
                        event -> driver.event(new ConsensusEvent.Link(event)));
        this.election =
                peers.election() == null
                        ? null
                        : new ElectionDriver(
                                peers.election(), settings, links, driver, clock, faults);
        long tree = Math.max(0, engine.tree().batch().position().zxid());
        this.recent =
                new RecentLog(
                        Math.max(RECENT_ENTRIES, settings.number("commitLogCount", 0)),
                        Math.max(tree, engine.journal().span().last()));
        this.logReads = new LogReads(engine.journal(), recent, tree, readWorker, loop, driver);
        this.streams =
                new SnapshotStreams(
                        engine.tree(), readWorker, loop, driver, commits::finish, faults);
        this.stagings = new SnapshotReceiver(engine.tree(), background, loop, links, driver);
        this.history =
                new HistoryReplacer(engine, consensus.protocol(), tail, recent, stagings, slices);
        this.mark = new CommitMark(engine);
        this.handOver = new LeadershipTransfer(driver, serving, memberships, clock);
        this.reports =
                new EnsembleReports(settings, memberships, driver, serving, proposals, clock);
        this.oracle = oracle(settings, readWorker, loop, clock);
    }

    /** Null if no file decides anything. */
    private QuorumOracle oracle(EnsembleSettings settings, Worker worker, Loop loop, Clock clock) {
        String file = settings.text("oraclePath");
        return file.isEmpty()
                ? null
                : new QuorumOracle(Path.of(file), worker, loop, clock, this::oracleChanged);
    }

    private void oracleChanged(boolean grants) {
        LOG.warn("The quorum oracle {} now", grants ? "grants" : "denies");
        driver.event(new ConsensusEvent.OracleChanged(grants));
        if (election != null) {
            election.event(new ElectionEvent.OracleChanged(grants));
        }
    }

    MembershipTracker memberships() {
        return memberships;
    }

    HistoryReplacer history() {
        return history;
    }

    LeadershipTransfer handOver() {
        return handOver;
    }

    CommitMark mark() {
        return mark;
    }

    /** Ports are declared, the election answers; the consensus core may start. */
    void start(ServerId self, long seed) {
        links.open();
        links.members(memberships.committed(), memberships.proposed());
        if (election != null) {
            election.event(
                    new ElectionEvent.Boot(
                            self, memberships.committed(), memberships.proposed(), seed));
        }
    }

    void tick() {
        handOver.tick();
        if (election != null) {
            election.event(ElectionEvent.Tick.INSTANCE);
        }
        if (oracle != null) {
            oracle.tick();
        }
        long committed = serving.appliedZxid();
        if (mark.isDue(committed)) {
            mark.handedOver(committed);
            log.behind(
                    () -> {
                        try {
                            mark.write(committed);
                        } catch (StorageException failure) {
                            throw faults.fatal("the commit mark cannot be written", failure);
                        }
                    });
        }
    }

    void close() {
        links.close();
    }

    void persisted(long ticket) {
        links.persisted(ticket);
    }

    void appended(ConsensusAction.Append append) {
        recent.append(append.entry(), log.durableZxid());
        logReads.appended(append.entry().zxid());
    }

    @Override
    public void link(LinkAction action) {
        links.execute(owner, action);
    }

    EnsembleReports reports() {
        return reports;
    }

    void roleChanged(ConsensusAction.RoleChanged role) {
        handOver.roleChanged(role);
        reports.roleChanged(role);
        if (election != null) {
            election.event(
                    new ElectionEvent.Standing(
                            role.role(), role.leader(), role.epoch(), serving.appliedZxid()));
        }
    }

    @Override
    public void startElection(ConsensusAction.StartElection start) {
        if (election == null) {
            throw faults.fatal(
                    "consensus core", "there is no election, but the core asked for one");
        }
        election.event(new ElectionEvent.Begin(start.vote()));
    }

    @Override
    public void store(ConsensusAction.StoreMembership store) {
        memberships.stored(store);
        links.members(memberships.committed(), memberships.proposed());
        if (election != null) {
            election.event(
                    new ElectionEvent.MembershipChanged(
                            memberships.committed(), memberships.proposed()));
        }
    }

    @Override
    public void announce(ConsensusAction.Truncate truncate) {
        history.announce(truncate);
    }

    @Override
    public void announce(ConsensusAction.InstallSnapshot install) {
        history.announce(install);
    }

    @Override
    public void stage(ConsensusAction.StageSnapshot chunk) {
        stagings.stage(chunk);
    }

    @Override
    public void stage(ConsensusAction.StageEntry entry) {
        stagings.stage(entry);
    }

    @Override
    public void readLog(ConsensusAction.ReadLog read) {
        logReads.read(read);
    }

    @Override
    public void readSnapshot(ConsensusAction.ReadSnapshot read) {
        streams.read(read);
    }

    @Override
    public void cancel(long id) {
        logReads.cancel(id);
        streams.cancel(id);
        stagings.cancel(id);
    }

    @Override
    public void collectTouches(ConsensusAction.CollectTouches collect) {
        Touches touches = sessions.collectTouches();
        driver.event(new ConsensusEvent.Touched(collect.link(), touches));
    }

    /** A new tree is in force. */
    void treeReplaced(long zxid) {
        logReads.restart(zxid);
    }
}
