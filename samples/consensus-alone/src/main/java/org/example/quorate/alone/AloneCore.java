package org.example.quorate.alone;

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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;

/**
 * What is durable on this server is committed. A core is pure: it takes one event at a time and
 * answers with actions; it has no thread, clock, socket or disk.
 */
final class AloneCore implements ConsensusCore {

    /** Given to the log and not reported durable yet; oldest first. */
    private record Pending(long ticket, long zxid, int bytes) {}

    /** A sync that waits until this zxid is committed. */
    private record Barrier(long callId, long zxid) {}

    private final int windowTxns;
    private final long windowBytes;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final ArrayDeque<Barrier> barriers = new ArrayDeque<>();
    private final ArrayDeque<ConsensusEvent.Call> waiting = new ArrayDeque<>();
    private ServerId self;
    private EnsembleView view;
    private HardState hard;
    private boolean halted;
    private long pendingBytes;
    private long ticket;
    private long next;
    private long proposed;
    private long committed;

    AloneCore(int windowTxns, long windowBytes) {
        this.windowTxns = windowTxns;
        this.windowBytes = windowBytes;
    }

    @Override
    public void step(long nowNanos, ConsensusEvent event, ConsensusActions out) {
        if (halted) {
            return;
        }
        switch (event) {
            case ConsensusEvent.Start start -> start(start, out);
            case ConsensusEvent.Call call -> {
                waiting.add(call);
                drain(out);
            }
            case ConsensusEvent.Propose propose -> propose(propose, out);
            case ConsensusEvent.Persisted persisted -> persisted(persisted.ticket(), out);
            case ConsensusEvent.Answer answer ->
                    out.add(new ConsensusAction.Answered(answer.caller().ref(), answer.answer()));
            case ConsensusEvent.Tick tick -> drain(out);
            default -> {
                // links, snapshots and elections: there is nobody else
            }
        }
    }

    private void start(ConsensusEvent.Start start, ConsensusActions out) {
        if (start.committed().participants().size() > 1) {
            halted = true;
            out.add(new ConsensusAction.Halt("consensus alone serves a single server"));
            return;
        }
        self = start.self();
        hard = start.hardState();
        view = new EnsembleView(start.committed(), null, Set.of(self));
        proposed = start.lastZxid();
        committed = proposed;
        if (start.appliedZxid() < committed) {
            out.add(new ConsensusAction.Commit(committed));
        }
        long epoch = Zxid.epoch(proposed);
        serve(Zxid.counter(proposed) == Zxid.COUNTER_MAX ? epoch + 1 : epoch, out);
    }

    /** From now on transactions get the numbers from {@code next} on. */
    private void serve(long epoch, ConsensusActions out) {
        if (hard.currentEpoch() >= 0 && epoch > hard.currentEpoch()) {
            // The directory has been in an ensemble: an epoch is current before its first entry.
            long accepted = Math.max(hard.acceptedEpoch(), epoch);
            hard = new HardState(accepted, epoch, hard.pluginState());
            out.add(new ConsensusAction.WriteHardState(++ticket, hard));
        }
        next = Math.max(proposed, Zxid.of(epoch, 0)) + 1;
        out.add(new ConsensusAction.RoleChanged(Role.LEADING, Phase.SERVING, self, epoch, next));
    }

    /** Passes on what waits, in order; one write per step, whose Propose comes at once. */
    private void drain(ConsensusActions out) {
        while (!waiting.isEmpty()) {
            boolean write = waiting.peek().call() instanceof LeaderCall.Submit;
            boolean full = pending.size() >= windowTxns || pendingBytes >= windowBytes;
            if (write && (full || Zxid.counter(next) == 0)) {
                return;
            }
            ConsensusEvent.Call call = waiting.poll();
            if (!(call.call() instanceof LeaderCall.Sync)) {
                out.add(
                        new ConsensusAction.Called(
                                new Caller(self, call.callId()), call.call(), view));
            } else if (committed == proposed) {
                out.add(new ConsensusAction.Answered(call.callId(), LeaderAnswer.Synced.INSTANCE));
            } else {
                barriers.add(new Barrier(call.callId(), proposed));
            }
            if (write) {
                return;
            }
        }
    }

    private void propose(ConsensusEvent.Propose propose, ConsensusActions out) {
        if (propose.zxid() != next || propose.membership() != null) {
            halted = true;
            out.add(new ConsensusAction.Halt("a proposal came that was not due"));
            return;
        }
        proposed = next++;
        pending.add(new Pending(++ticket, proposed, propose.txn().length));
        pendingBytes += propose.txn().length;
        out.add(new ConsensusAction.Append(ticket, new LogEntry(proposed, propose.txn())));
        drain(out);
    }

    /** Everything up to this ticket is on the disk. */
    private void persisted(long upTo, ConsensusActions out) {
        long before = committed;
        while (!pending.isEmpty() && pending.peek().ticket() <= upTo) {
            Pending entry = pending.poll();
            pendingBytes -= entry.bytes();
            committed = entry.zxid();
            if (!barriers.isEmpty() && barriers.peek().zxid() == committed) {
                // A sync is answered at its place: behind what came before it, before the rest.
                out.add(new ConsensusAction.Commit(committed));
                before = committed;
                while (!barriers.isEmpty() && barriers.peek().zxid() == committed) {
                    out.add(
                            new ConsensusAction.Answered(
                                    barriers.poll().callId(), LeaderAnswer.Synced.INSTANCE));
                }
            }
        }
        if (committed > before) {
            out.add(new ConsensusAction.Commit(committed));
        }
        if (Zxid.counter(next) == 0 && committed == proposed) {
            serve(Zxid.epoch(next), out); // the numbers of an epoch are used up
        }
        drain(out);
    }

    @Override
    public ConsensusReport report() {
        return new ConsensusReport(
                self == null ? Role.LOOKING : Role.LEADING,
                self == null ? Phase.IDLE : Phase.SERVING,
                self,
                Zxid.epoch(next),
                proposed,
                committed,
                pending.size(),
                waiting.size() + barriers.size(),
                List.of());
    }
}
