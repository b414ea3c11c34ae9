package io.quorate.replica;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import io.quorate.replica.auth.AuthSchemes;
import io.quorate.replica.client.CallLanes;
import io.quorate.replica.client.ClientAuthentication;
import io.quorate.replica.client.ClientConnectionRegistry;
import io.quorate.replica.client.ClientWrites;
import io.quorate.replica.client.EagerCheck;
import io.quorate.replica.client.ReadProcessor;
import io.quorate.replica.client.WatchDispatcher;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.Ensemble;
import io.quorate.replica.driver.EnsembleElection;
import io.quorate.replica.driver.LeadershipTransfer;
import io.quorate.replica.driver.PeerRouter;
import io.quorate.replica.driver.Peers;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.driver.WriteThrottle;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.log.EnsembleHistory;
import io.quorate.replica.log.HistoryChanges;
import io.quorate.replica.log.HistoryReplacer;
import io.quorate.replica.log.LogTail;
import io.quorate.replica.log.LogWriter;
import io.quorate.replica.log.PurgeSchedule;
import io.quorate.replica.log.RecentLog;
import io.quorate.replica.log.SnapshotReceiver;
import io.quorate.replica.log.Snapshotter;
import io.quorate.replica.log.SpaceWatch;
import io.quorate.replica.log.StorageServices;
import io.quorate.replica.membership.MembershipTracker;
import io.quorate.replica.report.EnsembleReports;
import io.quorate.replica.report.ReplicaFigures;
import io.quorate.replica.report.Reports;
import io.quorate.replica.report.TreeReports;
import io.quorate.replica.session.ClientServices;
import io.quorate.replica.session.ConnectRequests;
import io.quorate.replica.session.WriteAdmission;
import io.quorate.replica.settings.ProposalLimits;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.replica.txn.CommitApplier;
import io.quorate.replica.txn.CommitEffects;
import io.quorate.replica.txn.ContainerSweep;
import io.quorate.replica.txn.LeaderServices;
import io.quorate.replica.txn.ProposalPreparer;
import io.quorate.replica.txn.ProposalSizes;
import io.quorate.replica.txn.Proposer;
import io.quorate.replica.txn.QuotaCounter;
import io.quorate.replica.txn.ReplicationFigures;
import io.quorate.replica.txn.TreeLoader;
import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import io.quorate.service.PluginInUse;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.tree.ReplicatedTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts a replica together: the one place that knows all its parts. They are made in order, each
 * from those before it. One thread.
 */
public final class ReplicaBuilder {

    private static final int RECENT_ENTRIES = 500;

    private final ReplicaSettings settings;
    private final ReplicaHost host;

    @SuppressWarnings("NullAway.Init") // given before the rest
    private StorageEngine engine;

    @SuppressWarnings("NullAway.Init") // as engine
    private ConsensusFactory consensus;

    private @Nullable Peers peers;
    private List<PluginInUse> chosen = List.of();
    private AuthSchemes schemes = new AuthSchemes();
    private long seed = 1;

    /** A replica of these settings that runs there; storage and consensus must follow. */
    public ReplicaBuilder(ReplicaSettings settings, ReplicaHost host) {
        this.settings = settings;
        this.host = host;
    }

    /** The storage, opened; the replica closes it. */
    public ReplicaBuilder storage(StorageEngine opened) {
        engine = opened;
        return this;
    }

    public ReplicaBuilder consensus(ConsensusFactory factory) {
        consensus = factory;
        return this;
    }

    /** What is needed of other servers; not for a standalone one. */
    public ReplicaBuilder peers(Peers others) {
        peers = others;
        return this;
    }

    /** Schemes of authentication, which may come and go later; without them there are none. */
    public ReplicaBuilder schemes(AuthSchemes present) {
        schemes = present;
        return this;
    }

    /** What reports call the plugins that were chosen; without it the consensus alone is named. */
    public ReplicaBuilder plugins(List<PluginInUse> named) {
        chosen = named;
        return this;
    }

    /** Of what the replica draws, as the time of its checkpoints. */
    public ReplicaBuilder seed(long number) {
        seed = number;
        return this;
    }

    /**
     * The replica, not started yet.
     *
     * @throws StorageException what is on disk contradicts itself; nothing was begun
     * @throws IllegalStateException settings and parts do not fit
     */
    public Replica build() throws StorageException {
        Objects.requireNonNull(engine, "a replica needs a storage");
        Objects.requireNonNull(consensus, "a replica needs a consensus");
        if (settings.standalone() != (peers == null)) {
            throw new IllegalStateException(
                    settings.standalone()
                            ? "a standalone server has no peers"
                            : "an ensemble needs peers");
        }
        ReplicaStart.recover(settings, engine);
        return new Assembly().replica();
    }

    /** The parts, in the order in which they are made. */
    private final class Assembly {
        private final TreeBatch tree = engine.tree().batch();
        private final Serving serving =
                new Serving(settings.standalone(), settings.sessions().rules().leaderServes());
        private final Counter digestMismatches = new Counter("digest_mismatches_count");
        private final ClientConnectionRegistry connections = new ClientConnectionRegistry();
        private final ClientAuthentication auth =
                new ClientAuthentication(schemes, settings.auth(), connections, host);
        private final ReplicatedTree machine =
                new ReplicatedTree(
                        tree, settings.tree(), auth.rules(), () -> digestMismatches.add(1));
        private final CoreDriver driver =
                new CoreDriver(consensus.create(ensembleSettings()), host.clock(), host.faults());
        private final LogTail tail = new LogTail(engine.journal().span().last(), host.faults());
        private final WatchDispatcher watches =
                new WatchDispatcher(tree, machine.acls(), connections, host);
        private final WriteThrottle throttle = new WriteThrottle(engine.tree());
        private final CallLanes lanes =
                new CallLanes(
                        new ReadProcessor(engine.tree(), machine, watches, auth, serving, host),
                        connections,
                        new ClientWrites(throttle, driver),
                        host.slices());
        private final ClientServices clients =
                new ClientServices(
                        settings,
                        tree,
                        () -> Math.max(tail.newestZxid(), engine.journal().span().last()),
                        connections,
                        lanes,
                        serving,
                        driver,
                        host.clock());
        private final @Nullable Surroundings others =
                peers == null ? null : new Surroundings(this, peers);
        private final LogWriter log =
                new LogWriter(
                        engine,
                        consensus.protocol(),
                        others == null ? HistoryChanges.NONE : others.replacer,
                        driver,
                        host);
        private final Snapshotter snapshots =
                new Snapshotter(settings.snapshots(), engine, log, host, seed);
        private final SpaceWatch space =
                new SpaceWatch(engine, host.workers().reads(), host.loop(), host.faults());
        private final QuotaCounter quotas =
                new QuotaCounter(engine.tree(), machine.quotaCounts(), serving, host);
        private final CommitEffects effects =
                new CommitEffects(
                        machine, clients, quotas, snapshots, new ReplicationFigures(host.clock()));
        private final CommitApplier commits =
                new CommitApplier(
                        engine, machine.applier(), tail, watches, effects, serving, driver, host);
        private final Proposer proposer = new Proposer(machine.preparer(), driver, tail, clients);
        private final ProposalPreparer preparer =
                new ProposalPreparer(
                        settings,
                        machine.preparer(),
                        proposer,
                        driver,
                        serving,
                        clients,
                        space,
                        host);
        private final Ensemble ensemble =
                others == null
                        ? new StandaloneServer(new ServerId(settings.serverId()), host.faults())
                        : others.ensemble(log, commits, proposer.sizes());
        private final LeaderServices leader =
                new LeaderServices(
                        preparer,
                        proposer,
                        new ContainerSweep(settings.containers(), engine.tree(), driver, host));
        private final StorageServices storage =
                new StorageServices(
                        engine,
                        log,
                        snapshots,
                        new PurgeSchedule(
                                settings.snapshots().purgeIntervalHours(),
                                engine,
                                host.workers().background(),
                                host.clock()),
                        space,
                        throttle,
                        host);
        private final TreeLoader trees = new TreeLoader(engine, machine, serving);
        private final ReplicaStart beginning =
                new ReplicaStart(settings, engine, consensus.protocol(), trees);

        Replica replica() {
            Reports reports =
                    new Reports(
                            settings,
                            new TreeReports(
                                    engine.tree(), machine.digests(), quotas, space, host.faults()),
                            clients,
                            watches,
                            serving,
                            ensemble::report,
                            new ReplicaFigures(
                                    counters(), summaries(), proposer.sizes(), this::plugins),
                            host.clock());
            ReplicaRequestHandler handler =
                    new ReplicaRequestHandler(
                            new ConnectRequests(
                                    settings.sessions(),
                                    tree,
                                    clients,
                                    auth,
                                    serving,
                                    host.faults()),
                            new WriteAdmission(
                                    new EagerCheck(settings, tree, machine.acls(), host.faults()),
                                    clients.locals(),
                                    serving,
                                    host.requestFaults()),
                            clients,
                            auth,
                            driver,
                            serving,
                            reports,
                            ensemble);
            ReplicaActions actions =
                    new ReplicaActions(
                            trees, commits, log, ensemble, serving, leader, clients, host);
            ReplicaTicker ticker =
                    new ReplicaTicker(
                            clients,
                            auth.exchanges(),
                            driver,
                            ensemble,
                            leader,
                            commits,
                            storage,
                            host);
            return new Replica(
                    handler, driver, ensemble, actions, ticker, storage, beginning, host);
        }

        private List<PluginInUse> plugins() {
            List<PluginInUse> all = new ArrayList<>(chosen);
            if (chosen.isEmpty()) {
                all.add(new PluginInUse("consensus", consensus.protocol(), ""));
            }
            all.addAll(schemes.inUse());
            return all;
        }

        private List<Counter> counters() {
            List<Counter> all = new ArrayList<>(clients.counters());
            all.add(auth.failures());
            all.add(snapshots.failures());
            all.add(digestMismatches);
            all.addAll(effects.counters());
            all.add(proposer.proposals());
            all.addAll(log.counters());
            all.addAll(ensemble.counters());
            return all;
        }

        private List<Summary> summaries() {
            List<Summary> all = new ArrayList<>(watches.summaries());
            all.addAll(log.summaries());
            all.addAll(effects.summaries());
            all.add(preparer.closeMillis());
            all.addAll(beginning.summaries());
            all.add(snapshots.millis());
            all.addAll(ensemble.summaries());
            return all;
        }
    }

    private EnsembleSettings ensembleSettings() {
        if (peers != null) {
            return peers.settings();
        }
        ProposalLimits limits = settings.limits();
        return new EnsembleSettings(
                new ServerId(settings.serverId()),
                settings.tickMillis(),
                0,
                0,
                limits.recordBytesMax(),
                limits.windowTxns(),
                limits.windowBytes(),
                settings.tree().reconfig(),
                Map.of());
    }

    /** The parts that exist only where there are other servers. */
    private final class Surroundings {
        private final Peers peers;
        private final CoreDriver driver;
        private final Serving serving;
        private final MembershipTracker memberships;
        private final PeerRouter links;
        private final PeerRouter.Owner owner;
        private final EnsembleElection election;
        private final HistoryReplacer replacer;

        Surroundings(Assembly parts, Peers peers) {
            this.peers = peers;
            driver = parts.driver;
            serving = parts.serving;
            memberships =
                    new MembershipTracker(
                            peers.settings().self(), peers.memberships(), peers.clientAddress());
            links = new PeerRouter(peers.links(), host.faults());
            owner =
                    links.declare(
                            consensus.ports(peers.settings()),
                            event -> driver.event(new ConsensusEvent.Link(event)));
            election = new EnsembleElection(peers, links, memberships, driver, serving, host);
            RecentLog recent =
                    new RecentLog(
                            Math.max(RECENT_ENTRIES, peers.settings().number("commitLogCount", 0)),
                            Math.max(
                                    Math.max(0, parts.tree.position().zxid()),
                                    engine.journal().span().last()));
            SnapshotReceiver stagings =
                    new SnapshotReceiver(
                            engine.tree(), host.workers().background(), host.loop(), links, driver);
            replacer =
                    new HistoryReplacer(
                            engine,
                            consensus.protocol(),
                            parts.tail,
                            recent,
                            stagings,
                            memberships,
                            host.slices());
        }

        Ensemble ensemble(LogWriter log, CommitApplier commits, ProposalSizes sizes) {
            return new EnsembleServices(
                    links,
                    owner,
                    election,
                    memberships,
                    new EnsembleHistory(
                            engine, replacer, log, commits::finish, driver, serving, host),
                    new LeadershipTransfer(driver, serving, memberships, host.clock()),
                    new EnsembleReports(
                            peers.settings(), memberships, driver, serving, sizes, host.clock()));
        }
    }
}
