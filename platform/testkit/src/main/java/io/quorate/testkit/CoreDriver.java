package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusActions;
import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.host.ActionRules;
import io.quorate.model.Membership;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Drives a consensus core as the replica does, on the calling thread and with a clock of its own,
 * and checks every action against the order and durability rules of {@link ConsensusCore}. The
 * "disk" makes tickets durable on command; the "replica" turns each Submit into a transaction and
 * answers Revalidate with yes; the "election" elects whom the vote names. Made for a server that is
 * the only voter, so what is committed must be durable here.
 */
public final class CoreDriver {

    private final ConsensusCore core;
    private final ActionRules rules = new ActionRules();
    private final List<ConsensusAction> actions = new ArrayList<>();
    private final ArrayDeque<ConsensusEvent> born = new ArrayDeque<>();
    private final Map<Long, Long> zxidOfTicket = new HashMap<>();
    private final List<Long> carriedOut = new ArrayList<>();
    private final List<Long> zxidsOfSubmits = new ArrayList<>();
    private final Map<Long, LeaderAnswer> answers = new HashMap<>();
    private final Map<Long, Long> syncAfter = new HashMap<>();
    private final Set<Long> callIds = new HashSet<>();

    private long nowNanos = 1_000_000_000L;
    private boolean stepping;
    private long ticket;
    private long durable;
    private long lastZxid;
    private long durableZxid;
    private long applied;
    private Role role = Role.LOOKING;
    private Phase phase = Phase.IDLE;
    private long nextZxid;
    private long callId;
    private long submitted;
    private int seen;

    public CoreDriver(ConsensusCore core) {
        this.core = core;
    }

    /**
     * Starts the core as server {@code self} on a history that ends at {@code lastZxid}, of which
     * {@code applied} is in the tree.
     */
    public CoreDriver start(ServerId self, Membership membership, long lastZxid, long applied) {
        return start(self, membership, HardState.INITIAL, lastZxid, applied);
    }

    /** The same in a directory with this hard state. */
    public CoreDriver start(
            ServerId self,
            Membership membership,
            HardState hardState,
            long lastZxid,
            long applied) {
        this.lastZxid = lastZxid;
        this.durableZxid = lastZxid;
        this.applied = applied;
        offer(
                new ConsensusEvent.Start(
                        self, hardState, lastZxid, applied, applied, membership, null, true, 42));
        return this;
    }

    /** Ticks and persists until the core serves as leader; at most 30 s of virtual time. */
    public CoreDriver untilServing() {
        for (int i = 0; i < 3_000 && phase != Phase.SERVING; i++) {
            tick();
            persistAll();
        }
        assertThat(phase).as("phase after 30 s alone").isEqualTo(Phase.SERVING);
        assertThat(role).isEqualTo(Role.LEADING);
        return this;
    }

    /** A session submits a write of a few bytes. */
    public long submit(long sessionId) {
        byte[] body = ("write " + ++submitted).getBytes(StandardCharsets.US_ASCII);
        return call(new LeaderCall.Submit(sessionId, (int) submitted, 5, body, List.of()));
    }

    /** A session asks for a barrier. */
    public long sync() {
        return call(new LeaderCall.Sync());
    }

    /** A session asks whether it is alive. */
    public long revalidate(long sessionId) {
        return call(new LeaderCall.Revalidate(sessionId, 10_000));
    }

    private long call(LeaderCall call) {
        callId++;
        callIds.add(callId);
        if (call instanceof LeaderCall.Sync) {
            // Everything asked for before it: what is numbered, and what is still to be.
            syncAfter.put(callId, submitted);
        }
        offer(new ConsensusEvent.Call(callId, call));
        return callId;
    }

    /** 10 ms go by. */
    public void tick() {
        nowNanos += 10_000_000;
        offer(ConsensusEvent.Tick.INSTANCE);
    }

    /** Everything emitted so far becomes durable. */
    public void persistAll() {
        persist(ticket);
    }

    /** Everything up to this ticket becomes durable. */
    public void persist(long upTo) {
        if (upTo > durable && upTo <= ticket) {
            durable = upTo;
            for (long t = upTo; t > 0; t--) {
                Long zxid = zxidOfTicket.get(t);
                if (zxid != null) {
                    durableZxid = Math.max(durableZxid, zxid);
                    break;
                }
            }
            offer(new ConsensusEvent.Persisted(upTo));
        }
    }

    /** Steps the core with an event and then with everything born of it. */
    public void offer(ConsensusEvent event) {
        step(event);
        while (!born.isEmpty()) {
            step(born.poll());
        }
    }

    private void step(ConsensusEvent event) {
        assertThat(stepping).as("the core was entered while in a step").isFalse();
        List<ConsensusAction> emitted = new ArrayList<>();
        boolean[] open = {true};
        ConsensusActions out =
                action -> {
                    assertThat(open[0])
                            .as("an action was added after its step: %s", action)
                            .isTrue();
                    assertThat(action).isNotNull();
                    emitted.add(action);
                };
        rules.stepping(event);
        stepping = true;
        core.step(nowNanos, event, out);
        stepping = false;
        open[0] = false;
        for (ConsensusAction action : emitted) {
            actions.add(action);
            assertThat(rules.check(action)).as("rule broken by %s", action).isNull();
            execute(action);
        }
        assertThat(rules.check(core.report())).as("report after %s", event).isNull();
    }

    private void execute(ConsensusAction action) {
        switch (action) {
            case ConsensusAction.Append append -> {
                takeTicket(append.ticket());
                assertThat(append.entry().zxid()).as("zxid of %s", append).isGreaterThan(lastZxid);
                lastZxid = append.entry().zxid();
                zxidOfTicket.put(ticket, lastZxid);
            }
            case ConsensusAction.WriteHardState write -> takeTicket(write.ticket());
            case ConsensusAction.StoreMembership store -> takeTicket(store.ticket());
            case ConsensusAction.Truncate truncate -> {
                takeTicket(truncate.ticket());
                assertThat(truncate.after())
                        .as("cut below what is committed")
                        .isGreaterThanOrEqualTo(applied);
            }
            case ConsensusAction.InstallSnapshot install -> takeTicket(install.ticket());
            case ConsensusAction.Commit commit -> commit(commit.upTo());
            case ConsensusAction.RoleChanged changed -> roleChanged(changed);
            case ConsensusAction.Called called -> called(called);
            case ConsensusAction.Answered answered -> answered(answered);
            case ConsensusAction.StartElection election ->
                    born.add(new ConsensusEvent.Elected(election.vote()));
            case ConsensusAction.Halt halt -> phase = Phase.IDLE;
            default -> {}
        }
    }

    private void takeTicket(long given) {
        assertThat(given).as("tickets rise by one").isEqualTo(ticket + 1);
        ticket = given;
    }

    private void commit(long upTo) {
        assertThat(upTo).as("commits rise").isGreaterThan(applied);
        if (Zxid.counter(upTo) != 0) {
            assertThat(upTo).as("commit of what is in the log").isLessThanOrEqualTo(lastZxid);
            assertThat(upTo)
                    .as("commit of what the only voter has on disk")
                    .isLessThanOrEqualTo(durableZxid);
        }
        applied = upTo;
    }

    private void roleChanged(ConsensusAction.RoleChanged changed) {
        role = changed.role();
        phase = changed.phase();
        nextZxid = changed.nextZxid();
        if (role == Role.LEADING && phase == Phase.SERVING) {
            assertThat(nextZxid).as("next zxid").isGreaterThan(lastZxid);
            assertThat(Zxid.counter(nextZxid)).as("counter of the next zxid").isPositive();
            assertThat(Zxid.epoch(nextZxid)).isEqualTo(changed.epoch());
            assertThat(applied)
                    .as("a leader serves when all its history is committed")
                    .isGreaterThanOrEqualTo(lastZxid);
        } else {
            assertThat(nextZxid).isZero();
        }
    }

    private void called(ConsensusAction.Called called) {
        assertThat(role).as("Called while leading only").isEqualTo(Role.LEADING);
        assertThat(phase).isEqualTo(Phase.SERVING);
        assertThat(called.view()).isNotNull();
        switch (called.call()) {
            case LeaderCall.Submit submit -> {
                carriedOut.add((long) submit.cxid());
                zxidsOfSubmits.add(nextZxid);
                assertThat(Zxid.counter(nextZxid)).as("room left in the epoch").isPositive();
                born.add(new ConsensusEvent.Propose(nextZxid++, submit.body(), null));
            }
            case LeaderCall.Revalidate revalidate ->
                    born.add(
                            new ConsensusEvent.Answer(
                                    called.caller(), new LeaderAnswer.SessionValid(true)));
            case LeaderCall.Sync sync ->
                    throw new AssertionError("a Sync is answered by the core, not passed on");
        }
    }

    private void answered(ConsensusAction.Answered answered) {
        assertThat(callIds).as("answered call").contains(answered.callId());
        assertThat(answered.answer() instanceof LeaderAnswer.Synced)
                .as("a Sync, and nothing else, is answered with Synced: %s", answered)
                .isEqualTo(syncAfter.containsKey(answered.callId()));
        assertThat(answers.put(answered.callId(), answered.answer()))
                .as("call %d is answered once", answered.callId())
                .isNull();
        Long before = syncAfter.get(answered.callId());
        if (before != null) {
            assertThat((long) carriedOut.size())
                    .as("writes passed on when sync %d is answered", answered.callId())
                    .isGreaterThanOrEqualTo(before);
            long due = before == 0 ? 0 : zxidsOfSubmits.get((int) (before - 1));
            assertThat(applied)
                    .as("zxid applied when sync %d is answered", answered.callId())
                    .isGreaterThanOrEqualTo(due);
        }
    }

    /** Everything the core emitted so far. */
    public List<ConsensusAction> actions() {
        return List.copyOf(actions);
    }

    /** Everything emitted since the last call of this method. */
    public List<ConsensusAction> newActions() {
        List<ConsensusAction> fresh = List.copyOf(actions.subList(seen, actions.size()));
        seen = actions.size();
        return fresh;
    }

    /** Answer to a call, or null. */
    public LeaderAnswer answer(long id) {
        return answers.get(id);
    }

    /** Numbers of the submitted writes that became transactions, in order. */
    public List<Long> carriedOut() {
        return List.copyOf(carriedOut);
    }

    /** How the core says it stands. */
    public ConsensusReport report() {
        return core.report();
    }

    public long lastTicket() {
        return ticket;
    }

    public long lastZxid() {
        return lastZxid;
    }

    public long appliedZxid() {
        return applied;
    }

    public boolean serving() {
        return phase == Phase.SERVING;
    }
}
