package io.quorate.replica;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.model.Membership;
import io.quorate.model.Phase;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Counter;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Loop;
import io.quorate.runtime.Summary;
import io.quorate.runtime.Worker;
import io.quorate.service.Hatch;
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

/**
 * One replica: builds the desks around the core and the tree, and routes between them. All state belongs to the loop; nothing here decides
 * anything.
 */
final class Replica implements CoreDriver.Desks {

    private static final long TICK_MILLIS = 10;
    private static final long SPACE_MILLIS = 1000;

    private final ReplicaSettings settings;
    private final StorageEngine engine;
    private final Loop loop;
    private final FaultPolicy faults;
    private final TreeBatch tree;
    private final Worker logWorker;
    private final Worker background;
    private final Worker readWorker;
    private final AuthDesk auth;
    private final CoreDriver driver;
    private final Serving serving;
    private final ReplicatedTree machine;
    private final CallLanes lanes = new CallLanes();
    private final WatchDesk watches;
    private final SessionDesk sessions;
    private final LogDesk log;
    private final SnapshotDesk snapshots;
    private final SpaceWatch space;
    private final CommitDesk commits;
    private final PrepareDesk prepare;
    private final ContainerSweep sweep;
    private final PurgeSchedule purge;
    private final ReplicaHatch hatch;
    private final Counter digestMismatches = new Counter("digest_mismatches_count");
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final List<Loop.Ticking> ticks = new ArrayList<>();

    Replica(
            ReplicaSettings settings,
            StorageEngine engine,
            ConsensusFactory consensus,
            AuthDesk auth,
            Loop loop,
            Worker logWorker,
            Worker background,
            Worker readWorker,
            Clock clock,
            FaultPolicy faults,
            long seed) {
        this.settings = settings;
        this.engine = engine;
        this.loop = loop;
        this.faults = faults;
        this.auth = auth;
        this.logWorker = logWorker;
        this.background = background;
        this.readWorker = readWorker;
        this.tree = engine.tree().batch();
        this.serving = new Serving(settings.serverId() == 0);
        this.driver = new CoreDriver(consensus.create(ensemble(settings)), clock, faults);
        this.machine = new ReplicatedTree(tree, settings.tree(), auth, () -> digestMismatches.add(1));
        this.watches = new WatchDesk(tree, machine.acls(), faults);
        this.sessions = new SessionDesk(settings, driver, clock);
        this.log = new LogDesk(
                engine, logWorker, loop, clock, faults, ticket -> driver.event(new ConsensusEvent.Persisted(ticket)));
        this.snapshots = new SnapshotDesk(settings, engine, log, background, loop, clock, faults, seed);
        this.space = new SpaceWatch(engine, readWorker, loop);
        LogTail tail = new LogTail(faults);
        this.commits = new CommitDesk(
                tree, engine.journal(), machine, tail, watches, sessions, lanes, snapshots, serving, faults);
        this.prepare = new PrepareDesk(settings, machine.preparer(), driver, tail, sessions, lanes, space, clock, faults);
        this.sweep = new ContainerSweep(settings, tree, driver, clock, faults);
        this.purge = new PurgeSchedule(settings.purgeIntervalHours(), engine, background, clock);
        lanes.connect(new ReadDesk(
                engine.tree(), machine.newReads(), machine.newReads(), watches, auth, serving, lanes, readWorker, loop, faults));
        Reports reports = new Reports(
                settings, tree, serving, sessions, watches, lanes, space, machine.digests(), faults, clock, counters(), summaries());
        this.hatch = new ReplicaHatch(
                sessions,
                auth,
                lanes,
                watches,
                driver,
                serving,
                reports,
                new EagerCheck(settings.eagerAclCheck() && settings.serverId() != 0, tree, machine.acls(), faults));
        commits.connect(hatch::drop);
        driver.connect(this);
    }

    Hatch hatch() {
        return hatch;
    }

    /** Starts the core on the loop; the future is done when clients are served for the first time. */
    CompletableFuture<Void> start(long seed) {
        loop.execute(() -> {
            try {
                begin(seed);
            } catch (StorageException | RuntimeException failure) {
                ready.completeExceptionally(failure);
            }
        });
        return ready;
    }

    /** Stops serving; the engine is closed when everything handed to the log is written. Any thread; waits. */
    void close() {
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        loop.execute(() -> {
            serving.close();
            ticks.forEach(Loop.Ticking::close);
            log.behind(() -> quiet.complete(null));
        });
        quiet.join();
        logWorker.close();
        background.close();
        readWorker.close();
        engine.close();
    }

    private void begin(long seed) throws StorageException {
        Position position = tree.position();
        serving.applied(position.zxid());
        machine.load();
        tree.seal(position.zxid(), position.coreMark());
        tree.publish();
        LoadedContent content = engine.loadedContent();
        machine.digests().loaded(position.zxid(), content.hasDigest() ? content.zxid() : 0, content.digest(), position.digest());
        long last = Math.max(position.zxid(), engine.journal().span().last());
        ServerId self = new ServerId(settings.serverId());
        driver.event(new ConsensusEvent.Start(
                self,
                HardStateFiles.read(engine.hardState()),
                last,
                position.zxid(),
                position.zxid(),
                Membership.standalone(self),
                null,
                true,
                seed));
        ticks.add(loop.every(TICK_MILLIS, this::tick));
        ticks.add(loop.every(SPACE_MILLIS, space::refresh));
        space.refresh();
        background.submit(snapshots::prepareLog);
    }

    private void tick() {
        driver.event(ConsensusEvent.Tick.INSTANCE);
        if (serving.isLeading()) {
            sessions.tick();
            sweep.tick();
        }
        snapshots.checkDue();
        purge.tick();
    }

    @Override
    public void persist(long ticket, ConsensusAction action) {
        log.persist(ticket, action);
    }

    @Override
    public void appended(ConsensusAction.Append append) {
        commits.appended(append.entry());
    }

    @Override
    public void commit(long upTo) {
        commits.commit(upTo);
    }

    @Override
    public void roleChanged(ConsensusAction.RoleChanged role) {
        serving.roleChanged(role);
        if (!serving.isLeading()) {
            return;
        }
        prepare.lead(role.nextZxid());
        try {
            sessions.armAll(tree);
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
        if (role.phase() == Phase.SERVING) {
            ready.complete(null);
        }
    }

    @Override
    public void called(ConsensusAction.Called called) {
        switch (called.call()) {
            case LeaderCall.Submit submit -> prepare.submitted(called.caller(), submit);
            case LeaderCall.Revalidate revalidate -> driver.event(new ConsensusEvent.Answer(
                    called.caller(), sessions.revalidate(revalidate, called.caller().server().value())));
            case LeaderCall.Sync sync -> throw faults.fatal("consensus core", "a sync was handed to the replica");
        }
    }

    @Override
    public void answered(ConsensusAction.Answered answered) {
        switch (answered.answer()) {
            case LeaderAnswer.Synced synced -> lanes.synced(answered.callId());
            case LeaderAnswer.SessionValid session -> sessions.renewed(answered.callId(), session.valid());
        }
    }

    @Override
    public void callsLost() {
        sessions.eachUnanswered(hatch::drop);
    }

    @Override
    public void renew(ConsensusAction.RenewSessions renewal) {
        for (int at = 0; at < renewal.touches().count(); at++) {
            sessions.touch(renewal.touches().sessionIds()[at], renewal.touches().timeoutsMillis()[at]);
        }
    }

    private List<Counter> counters() {
        List<Counter> all = new ArrayList<>(sessions.counters());
        all.add(auth.failures());
        all.add(snapshots.failures());
        all.add(digestMismatches);
        all.add(commits.commits());
        all.add(prepare.proposals());
        return all;
    }

    private List<Summary> summaries() {
        List<Summary> all = new ArrayList<>(watches.summaries());
        all.add(log.syncMillis());
        all.add(log.batchSize());
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
