package io.quorate.consensus.solo;

import io.quorate.consensus.Caller;
import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusActions;
import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.LogEntry;
import io.quorate.model.EnsembleView;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.EnsembleSettings;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;

/**
 * One server decides alone: what is durable here is committed.
 *
 * <p>Within a run every ticket is an append and numbers rise by one, so ticket and zxid stay the
 * same distance apart. A run ends when the counter of an epoch is used up; the next epoch begins
 * once everything of the old one is committed.
 *
 * <p>At most one Submit leaves the core per step. Its Propose is stepped before anything from
 * outside, so {@code proposed} is exact whenever a Sync asks what came before it.
 */
final class SoloCore implements ConsensusCore {

    private final Window window;
    private final ArrayDeque<ConsensusEvent.Call> waiting = new ArrayDeque<>();
    private final ArrayDeque<Barrier> barriers = new ArrayDeque<>();

    private boolean started;
    private boolean halted;

    @SuppressWarnings("NullAway.Init") // given by Start, the first event
    private ServerId self;

    @SuppressWarnings("NullAway.Init") // as self
    private EnsembleView view;

    @SuppressWarnings("NullAway.Init") // as self
    private HardState hard;

    private long ticket;
    private long durable;
    private long ticketToZxid;
    private long next;
    private long proposed;
    private long committed;

    /** A Sync that waits until this zxid is committed. */
    private record Barrier(long callId, long zxid) {}

    SoloCore(EnsembleSettings settings) {
        window = new Window(settings.windowTxns(), settings.windowBytes());
    }

    @Override
    public void step(long nowNanos, ConsensusEvent event, ConsensusActions out) {
        if (halted) {
            return;
        }
        switch (event) {
            case ConsensusEvent.Call call -> call(call, out);
            case ConsensusEvent.Propose propose -> propose(propose, out);
            case ConsensusEvent.Persisted persisted -> persisted(persisted.ticket(), out);
            case ConsensusEvent.Answer answer ->
                    out.add(new ConsensusAction.Answered(answer.caller().ref(), answer.answer()));
            case ConsensusEvent.Start start -> start(start, out);
            case ConsensusEvent.Tick tick -> drain(out);
            // Nobody to talk to and nothing to cut, fetch or hand over.
            case ConsensusEvent.Link ignored -> {}
            case ConsensusEvent.HistoryReset ignored -> {}
            case ConsensusEvent.LogRead ignored -> {}
            case ConsensusEvent.SnapshotRead ignored -> {}
            case ConsensusEvent.SnapshotLost ignored -> {}
            case ConsensusEvent.SnapshotStaged ignored -> {}
            case ConsensusEvent.Touched ignored -> {}
            case ConsensusEvent.Elected ignored -> {}
            case ConsensusEvent.VoterLooking ignored -> {}
            case ConsensusEvent.MembershipHeard ignored -> {}
            case ConsensusEvent.HandOver ignored -> {}
            case ConsensusEvent.OracleChanged ignored -> {}
        }
    }

    private void start(ConsensusEvent.Start start, ConsensusActions out) {
        if (started) {
            halt("a second start came", out);
            return;
        }
        int voters = start.committed().participants().size();
        if (voters > 1) {
            halt(
                    "consensus solo serves a single server, but the membership has "
                            + voters
                            + " voters",
                    out);
            return;
        }
        started = true;
        hard = start.hardState();
        self = start.self();
        view = new EnsembleView(start.committed(), null, Set.of(self));
        proposed = start.lastZxid();
        committed = start.lastZxid();
        if (start.appliedZxid() < committed) {
            out.add(new ConsensusAction.Commit(committed));
        }
        serve(
                Zxid.counter(proposed) == Zxid.COUNTER_MAX
                        ? Zxid.epoch(proposed) + 1
                        : Zxid.epoch(proposed),
                out);
    }

    private void serve(long epoch, ConsensusActions out) {
        if (hard.currentEpoch() >= 0 && epoch > hard.currentEpoch()) {
            // The directory has been in an ensemble, and may be again.
            long accepted = Math.max(hard.acceptedEpoch(), epoch);
            hard = new HardState(accepted, epoch, hard.pluginState());
            out.add(new ConsensusAction.WriteHardState(++ticket, hard));
            durable = ticket; // everything before is, and nothing waits for this one
        }
        next = Math.max(proposed, Zxid.of(epoch, 0)) + 1;
        ticketToZxid = next - (ticket + 1);
        out.add(new ConsensusAction.RoleChanged(Role.LEADING, Phase.SERVING, self, epoch, next));
    }

    private void call(ConsensusEvent.Call call, ConsensusActions out) {
        if (!started) {
            halt("a call came before the start", out);
        } else if (waiting.isEmpty() && mayPass(call)) {
            pass(call, out);
        } else {
            waiting.add(call);
            drain(out);
        }
    }

    private boolean mayPass(ConsensusEvent.Call call) {
        return !(call.call() instanceof LeaderCall.Submit)
                || (window.hasRoom() && Zxid.counter(next) != 0);
    }

    private void pass(ConsensusEvent.Call call, ConsensusActions out) {
        if (!(call.call() instanceof LeaderCall.Sync)) {
            out.add(new ConsensusAction.Called(new Caller(self, call.callId()), call.call(), view));
        } else if (committed == proposed) {
            out.add(new ConsensusAction.Answered(call.callId(), LeaderAnswer.Synced.INSTANCE));
        } else {
            barriers.add(new Barrier(call.callId(), proposed));
        }
    }

    /** Passes on what waits, up to and including the first Submit. */
    private void drain(ConsensusActions out) {
        boolean submitted = false;
        while (!submitted && !waiting.isEmpty() && mayPass(waiting.peek())) {
            ConsensusEvent.Call call = waiting.poll();
            submitted = call.call() instanceof LeaderCall.Submit;
            pass(call, out);
        }
    }

    private void propose(ConsensusEvent.Propose propose, ConsensusActions out) {
        if (!started || propose.zxid() != next || Zxid.counter(next) == 0) {
            halt(
                    "proposed "
                            + Zxid.text(propose.zxid())
                            + " where "
                            + Zxid.text(next)
                            + " was due",
                    out);
            return;
        }
        if (propose.membership() != null) {
            halt("a reconfiguration was proposed to consensus solo", out);
            return;
        }
        proposed = next++;
        window.enter(propose.txn().length);
        out.add(new ConsensusAction.Append(++ticket, new LogEntry(proposed, propose.txn())));
        if (!waiting.isEmpty()) {
            drain(out);
        }
    }

    private void persisted(long upTo, ConsensusActions out) {
        if (upTo > ticket) {
            halt("ticket " + upTo + " persisted, but the last one given is " + ticket, out);
            return;
        }
        if (upTo <= durable) {
            return;
        }
        window.leave((int) (upTo - durable));
        durable = upTo;
        long from = committed;
        committed = upTo + ticketToZxid;
        while (!barriers.isEmpty() && barriers.peek().zxid() <= committed) {
            Barrier barrier = barriers.poll();
            from =
                    commit(
                            from,
                            barrier.zxid(),
                            out); // a Sync is answered in its place, not behind later transactions
            out.add(new ConsensusAction.Answered(barrier.callId(), LeaderAnswer.Synced.INSTANCE));
        }
        commit(from, committed, out);
        if (Zxid.counter(next) == 0 && committed == proposed) {
            serve(Zxid.epoch(next), out);
        }
        drain(out);
    }

    private static long commit(long from, long upTo, ConsensusActions out) {
        if (upTo > from) {
            out.add(new ConsensusAction.Commit(upTo));
        }
        return upTo;
    }

    private void halt(String reason, ConsensusActions out) {
        halted = true;
        out.add(new ConsensusAction.Halt(reason));
    }

    @Override
    public ConsensusReport report() {
        return new ConsensusReport(
                started ? Role.LEADING : Role.LOOKING,
                started ? Phase.SERVING : Phase.IDLE,
                self,
                Zxid.epoch(next),
                proposed,
                committed,
                window.txns(),
                waiting.size() + barriers.size(),
                List.of());
    }
}
