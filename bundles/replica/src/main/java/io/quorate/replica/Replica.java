package io.quorate.replica;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.LeaderCall;
import io.quorate.model.Membership;
import io.quorate.model.OpCode;
import io.quorate.model.Phase;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Counter;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Loop;
import io.quorate.runtime.Slices;
import io.quorate.runtime.Summary;
import io.quorate.runtime.Worker;
import io.quorate.service.RequestHandler;
import io.quorate.storage.LoadedContent;
import io.quorate.storage.Position;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.tree.ReplicatedTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica: builds what stands around the core and the tree, and routes between them. All state
 * belongs to the loop; nothing here decides anything.
 */
final class Replica implements CoreDriver.ActionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);
    private static final long TICK_MILLIS = 10;
    private static final long SPACE_MILLIS = 1000;
    private static final long SETTLE_MILLIS = 1000;

    /** How long a server that stops waits for another one to lead; all may be stopping at once. */
    private static final long HAND_OVER_MILLIS = 1500;

    private final ReplicaSettings settings;
    private final StorageEngine engine;
    private final String protocol;

    /** What was found wrong with the history at the start, null if nothing was. */
    private final StorageException damage;

    private final Loop loop;
    private final Clock clock;
    private final FaultPolicy faults;
    private final TreeBatch tree;
    private final Worker logWorker;
    private final Worker background;
    private final Worker readWorker;
    private final ClientAuthentication auth;
    private final CoreDriver driver;
    private final Serving serving;
    private final ReplicatedTree machine;
    private final Slices slices;
    private final WriteThrottle throttle;
    private final CallLanes lanes;
    private final WatchDispatcher watches;
    private final ClientServices clients;
    private final LogWriter log;
    private final Snapshotter snapshots;
    private final SpaceWatch space;
    private final CommitApplier commits;
    private final RequestFaults requestFaults;
    private final ProposalPreparer prepare;
    private final ContainerSweep sweep;
    private final PurgeSchedule purge;
    private final ReplicaRequestHandler handler;
    private final EnsembleServices peers;
    private final Counter digestMismatches = new Counter("digest_mismatches_count");
    private final Counter revalidations = new Counter("revalidate_count");
    private final Summary openMillis = new Summary("startup_snap_load_time", false);
    private final Summary initMillis = new Summary("dbinittime", false);
    private final ReplicationFigures figures;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final List<Loop.Ticking> ticks = new ArrayList<>();
    private final ElectionTicker electionTicker;

    /**
     * {@code others} is null for a standalone server.
     *
     * @throws StorageException what is on disk contradicts itself; nothing was begun
     */
    Replica(
            ReplicaSettings settings,
            StorageEngine engine,
            ConsensusFactory consensus,
            Peers others,
            ClientAuthentication auth,
            Loop loop,
            Worker logWorker,
            Worker background,
            Worker readWorker,
            Clock clock,
            FaultPolicy faults,
            long seed)
            throws StorageException {
        this.settings = settings;
        this.engine = engine;
        this.protocol = consensus.protocol();
        this.loop = loop;
        this.clock = clock;
        this.faults = faults;
        this.auth = auth;
        this.logWorker = logWorker;
        this.background = background;
        this.readWorker = readWorker;
        this.tree = engine.tree().batch();
        this.figures = new ReplicationFigures(clock);
        this.serving = new Serving(others == null, settings.sessions().leaderServes());
        recoverInstall();
        this.damage = engine.damage();
        settleEpochs(others != null);
        this.driver =
                new CoreDriver(
                        consensus.create(others == null ? ensemble(settings) : others.settings()),
                        clock,
                        faults);
        this.electionTicker =
                new ElectionTicker(loop, clock, () -> driver.event(ConsensusEvent.Tick.INSTANCE));
        this.slices = new Slices(loop, clock);
        this.throttle = new WriteThrottle(engine.tree());
        this.lanes = new CallLanes(this::submit, slices);
        this.machine =
                new ReplicatedTree(
                        tree, settings.tree(), auth.rules(), () -> digestMismatches.add(1));
        this.watches = new WatchDispatcher(tree, machine.acls(), slices, faults);
        LogTail tail = new LogTail(engine.journal().span().last(), faults);
        this.clients =
                new ClientServices(
                        settings,
                        others != null,
                        tree,
                        engine.journal(),
                        tail,
                        lanes,
                        serving,
                        driver,
                        clock);
        this.log =
                new LogWriter(
                        engine,
                        consensus.protocol(),
                        logWorker,
                        loop,
                        clock,
                        faults,
                        this::persisted);
        this.snapshots =
                new Snapshotter(settings, engine, log, background, loop, clock, faults, seed);
        this.space = new SpaceWatch(engine, readWorker, loop, faults);
        QuotaCounter quotas =
                new QuotaCounter(engine.tree(), machine.quotaCounts(), readWorker, loop, faults);
        this.commits =
                new CommitApplier(
                        engine.tree(),
                        slices,
                        driver::outside,
                        engine.journal(),
                        machine,
                        tail,
                        watches,
                        clients,
                        lanes,
                        snapshots,
                        quotas,
                        serving,
                        figures,
                        faults);
        this.requestFaults = new RequestFaults(clock);
        this.prepare =
                new ProposalPreparer(
                        settings,
                        others != null,
                        machine.preparer(),
                        driver,
                        slices,
                        commits::whenApplied,
                        tail,
                        clients,
                        lanes,
                        space,
                        clock,
                        requestFaults,
                        faults);
        this.sweep = new ContainerSweep(settings, engine.tree(), slices, driver, clock, faults);
        this.purge = new PurgeSchedule(settings.purgeIntervalHours(), engine, background, clock);
        Reports reports =
                new Reports(
                        settings,
                        engine.tree(),
                        serving,
                        clients,
                        prepare.sizes(),
                        watches,
                        quotas,
                        lanes,
                        space,
                        machine.digests(),
                        faults,
                        clock,
                        counters(),
                        summaries());
        this.handler =
                new ReplicaRequestHandler(
                        settings,
                        tree,
                        clients,
                        auth,
                        lanes,
                        watches,
                        driver,
                        serving,
                        reports,
                        new EagerCheck(
                                settings.eagerAclCheck() && others != null,
                                tree,
                                machine.acls(),
                                faults),
                        requestFaults,
                        faults);
        lanes.connect(
                new ReadProcessor(
                        engine.tree(),
                        machine.newReads(),
                        machine.newReads(),
                        watches,
                        auth,
                        serving,
                        lanes,
                        readWorker,
                        loop,
                        commits::whenApplied,
                        requestFaults,
                        faults),
                handler::drop);
        commits.connect(handler::drop);
        quotas.connect(commits::whenApplied);
        watches.connect(handler::drop);
        clients.connect(handler::drop);
        auth.connect(handler::drop);
        driver.connect(this);
        this.peers =
                others == null
                        ? null
                        : new EnsembleServices(
                                others,
                                consensus,
                                engine,
                                commits,
                                slices,
                                tail,
                                log,
                                driver,
                                clients.sessions(),
                                serving,
                                prepare.sizes(),
                                loop,
                                background,
                                readWorker,
                                clock,
                                faults);
        if (peers != null) {
            driver.connect(peers);
            handler.connect(peers.handOver());
            reports.connect(peers.reports());
            log.connect(peers.history(), peers.memberships(), this::historyReset);
        }
    }

    /** Before anything looks at tree or log. */
    private void recoverInstall() throws StorageException {
        if (PendingInstall.recover(engine)) {
            LOG.info(
                    "The snapshot of a leader, which was being installed when the server stopped, is installed");
        }
    }

    /** Nor may anything rely on epochs that contradict the log; a lone server has none. */
    private void settleEpochs(boolean ensemble) throws StorageException {
        if (!ensemble) {
            return;
        }
        if (damage != null) {
            LOG.error(
                    "The history of this server is damaged: {}. It does not count in votes until a leader of the others has sent it a whole tree",
                    damage.getMessage());
            return;
        }
        long last = Math.max(tree.position().zxid(), engine.journal().span().last());
        HardStateInMetadata.settle(engine.metadata(), Math.max(0, last));
    }

    RequestHandler handler() {
        return handler;
    }

    /**
     * Starts the core on the loop; the future is done when clients are served for the first time.
     */
    CompletableFuture<Void> start(long seed) {
        loop.execute(
                () -> {
                    try {
                        begin(seed);
                    } catch (StorageException | RuntimeException failure) {
                        ready.completeExceptionally(failure);
                    }
                });
        return ready;
    }

    /**
     * How long the storage took to open its newest snapshot, and the server to have its whole tree.
     * Any thread.
     */
    void began(long openedMillis, long initialisedMillis) {
        loop.execute(
                () -> {
                    openMillis.add(openedMillis);
                    initMillis.add(initialisedMillis);
                });
    }

    /**
     * A leader that is about to stop finishes what is under way and resigns, if another server can
     * take over. Any thread; waits.
     */
    void handOver() {
        if (peers == null) {
            return;
        }
        CompletableFuture<String> ended = new CompletableFuture<>();
        loop.execute(() -> peers.handOver().leave(ended::complete));
        ended.completeOnTimeout("", HAND_OVER_MILLIS, TimeUnit.MILLISECONDS).join();
    }

    /**
     * Stops serving; the engine is closed when everything handed to the log is written. Any thread;
     * waits.
     */
    void close() {
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        loop.execute(
                () -> {
                    serving.close();
                    commits.finish();
                    ticks.forEach(Loop.Ticking::close);
                    if (peers != null) {
                        peers.close();
                    }
                    log.behind(() -> quiet.complete(null));
                });
        quiet.join();
        logWorker.close();
        background.close();
        readWorker.close();
        engine.close();
    }

    /** Falls silent at once, as if killed; for tests. Loop thread. */
    void abandon() {
        serving.close();
        ticks.forEach(Loop.Ticking::close);
    }

    private void begin(long seed) throws StorageException {
        Position position = loadTree();
        LoadedContent content = engine.loadedContent();
        machine.digests()
                .loaded(
                        position.zxid(),
                        content.hasDigest() ? content.zxid() : 0,
                        content.digest(),
                        position.digest());
        ServerId self = new ServerId(settings.serverId());
        if (peers != null) {
            peers.start(self, seed);
        }
        driver.event(startOf(self, position.zxid(), seed));
        if (peers != null) {
            // Clients are let in and out by the role; the server is ready all the same.
            ready.complete(null);
        }
        ticks.add(electionTicker);
        ticks.add(loop.every(TICK_MILLIS, this::tick));
        ticks.add(loop.every(SPACE_MILLIS, space::refresh));
        ticks.add(loop.every(SETTLE_MILLIS, log::settle));
        if (engine.wantsCheckpoint()) {
            snapshots.want();
        }
        space.refresh();
        background.submit(snapshots::prepareLog);
    }

    private Position loadTree() throws StorageException {
        Position position = tree.position();
        serving.replaced(Math.max(0, position.zxid()));
        machine.load();
        tree.seal(position.zxid());
        tree.publish();
        return position;
    }

    private ConsensusEvent.Start startOf(ServerId self, long treeZxid, long seed)
            throws StorageException {
        long applied = Math.max(0, treeZxid);
        long last = Math.max(applied, engine.journal().span().last());
        return new ConsensusEvent.Start(
                self,
                HardStateInMetadata.read(engine.metadata(), protocol),
                last,
                peers == null ? applied : peers.mark().read(applied, last),
                applied,
                peers == null ? Membership.standalone(self) : peers.memberships().committed(),
                peers == null ? null : peers.memberships().proposed(),
                treeZxid >= 0 && damage == null,
                seed);
    }

    private void persisted(long ticket) {
        if (peers != null) {
            peers.persisted(ticket);
        }
        driver.event(new ConsensusEvent.Persisted(ticket));
    }

    /**
     * The log worker has cut or replaced history; a tree it has changed is taken over before the
     * core hears of it.
     */
    private void historyReset(ConsensusEvent.HistoryReset reset) {
        try {
            if (peers.history().tookOver()) {
                Position position = loadTree();
                machine.digests().loaded(position.zxid(), 0, 0, position.digest());
                commits.treeReplaced();
                peers.treeReplaced(position.zxid());
                clients.holds().treeReplaced();
            }
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
        peers.history().done();
        driver.event(reset);
    }

    private void tick() {
        clients.turn();
        auth.exchanges().tick();
        driver.event(ConsensusEvent.Tick.INSTANCE);
        if (peers != null) {
            peers.tick();
            if (peers.history().isPending()) {
                return;
            }
        }
        try {
            clients.tick();
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
        if (serving.isLeading()) {
            sweep.tick();
        }
        if (!commits.isApplying()) {
            snapshots.checkDue();
        }
        throttle.tick(() -> !driver.isHolding());
        purge.tick();
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
        if (peers != null) {
            peers.appended(append);
        }
    }

    @Override
    public void commit(long upTo) {
        commits.commit(upTo);
    }

    @Override
    public void roleChanged(ConsensusAction.RoleChanged role) {
        commits.finish();
        throttle.giveUp();
        serving.roleChanged(role);
        figures.roleChanged(role);
        try {
            if (peers != null) {
                changeRole(role);
            }
            if (serving.isLeading()) {
                prepare.lead(role.nextZxid());
            } else {
                sweep.forget();
            }
            clients.roleChanged(role);
            if (serving.isLeading()) {
                ready.complete(null);
            }
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
    }

    private void changeRole(ConsensusAction.RoleChanged role) throws StorageException {
        electionTicker.roleChanged(role.phase());
        peers.roleChanged(role);
        machine.preparer().reset();
        if (role.phase() == Phase.SERVING) {
            peers.memberships().show(tree, clock.wallMillis());
        }
    }

    @Override
    public void called(ConsensusAction.Called called) {
        switch (called.call()) {
            case LeaderCall.Submit submit -> prepare(called, submit);
            case LeaderCall.Revalidate revalidate -> {
                revalidations.add(1);
                driver.event(
                        new ConsensusEvent.Answer(
                                called.caller(),
                                clients.revalidate(revalidate, called.caller().server().value())));
            }
            case LeaderCall.Sync sync ->
                    throw faults.fatal("consensus core", "a sync was handed to the replica");
        }
    }

    /**
     * A write of a client of this server, on its way to the leader. Where this server leads it is
     * held back where it is prepared, together with those of other servers.
     */
    private void submit(ClientConnectionState client, LeaderCall.Submit write) {
        if (serving.isLeading() || throttle.takes(write.body().length)) {
            driver.call(write);
            return;
        }
        throttle.add(
                write.body().length,
                () -> {
                    if (!client.closed) {
                        driver.call(write);
                    }
                },
                () -> dropIfHere(client));
    }

    /**
     * A write of any server has come to this one, which leads. New sessions do not wait: they are
     * small, nothing of theirs can come before, and whoever wants to read needs one.
     */
    private void prepare(ConsensusAction.Called called, LeaderCall.Submit submit) {
        if (submit.opcode() == OpCode.CREATE_SESSION || throttle.takes(submit.body().length)) {
            prepare.submitted(called.caller(), submit, called.view());
            return;
        }
        throttle.add(
                submit.body().length,
                () ->
                        driver.outside(
                                () -> prepare.submitted(called.caller(), submit, called.view())),
                () -> {
                    if (called.caller().server().value() == settings.serverId()) {
                        dropIfHere(clients.connections().of(submit.sessionId()));
                    }
                });
    }

    /** Nobody knows what becomes of what it has asked; it asks again elsewhere. */
    private void dropIfHere(ClientConnectionState client) {
        if (client != null && !client.closed) {
            handler.drop(client);
        }
    }

    @Override
    public void answered(ConsensusAction.Answered answered) {
        commits.whenApplied(() -> clients.answered(answered));
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

    private List<Counter> counters() {
        List<Counter> all = new ArrayList<>(clients.counters());
        all.add(auth.failures());
        all.add(snapshots.failures());
        all.add(digestMismatches);
        all.add(commits.commits());
        all.add(prepare.proposals());
        all.add(revalidations);
        all.addAll(log.counters());
        all.addAll(figures.counters());
        return all;
    }

    private List<Summary> summaries() {
        List<Summary> all = new ArrayList<>(watches.summaries());
        all.addAll(log.summaries());
        all.addAll(figures.summaries());
        all.add(prepare.closeMillis());
        all.add(openMillis);
        all.add(initMillis);
        all.add(snapshots.millis());
        all.add(commits.replayed());
        all.add(commits.replayMillis());
        return all;
    }

    private static EnsembleSettings ensemble(ReplicaSettings settings) {
        return new EnsembleSettings(
                new ServerId(settings.serverId()),
                settings.tickMillis(),
                0,
                0,
                settings.recordBytesMax(),
                settings.windowTxns(),
                settings.windowBytes(),
                settings.tree().reconfig(),
                Map.of());
    }
}
