package io.quorate.testkit.sim;

import io.quorate.consensus.Caller;
import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusActions;
import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.LogEntry;
import io.quorate.model.EnsembleView;
import io.quorate.model.Membership;
import io.quorate.model.OpCode;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.testkit.sim.Dictatorship.Mistake;
import io.quorate.testkit.sim.Dictatorship.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Server 1: numbers everything, commits what a quorum has on disk. */
final class DictatorCore implements ConsensusCore {

    private static final long SILENCE_NANOS = 1_000_000_000L;
    private static final long PING_NANOS = 100_000_000L;

    /** Somebody who follows. */
    private static final class Subject {
        ServerId id;
        long sent;
        long acked;
        boolean live;
        boolean serves;
        long heardNanos;
        long snapshot;
    }

    /** A Sync that waits for a zxid; link null for the own server. */
    private record Barrier(LinkId link, long callId, long zxid) {}

    private final Set<Mistake> mistakes;
    private final Map<Long, Subject> subjects = new TreeMap<>();
    private final Map<Long, Long> reads = new TreeMap<>();
    private final Map<Long, Long> transfers = new TreeMap<>();
    private final List<Barrier> barriers = new ArrayList<>();
    private Membership membership;
    private long ticket;
    private long durableTicket;
    private final TreeMap<Long, Long> zxidOfTicket = new TreeMap<>();
    private long durable;
    private long proposed;
    private long committed;
    private boolean serving;
    private long ids;
    private long pingedNanos;
    private long requests;
    private LeaderCall.Submit repeated;

    DictatorCore(Set<Mistake> mistakes) {
        this.mistakes = mistakes;
    }

    @Override
    public void step(long nowNanos, ConsensusEvent event, ConsensusActions out) {
        switch (event) {
            case ConsensusEvent.Start start -> start(start, out);
            case ConsensusEvent.Link link -> link(nowNanos, link.event(), out);
            case ConsensusEvent.Propose propose -> propose(propose, out);
            case ConsensusEvent.Persisted persisted -> {
                durableTicket = persisted.ticket();
                Map.Entry<Long, Long> last = zxidOfTicket.floorEntry(durableTicket);
                durable = last == null ? durable : last.getValue();
                commit(out);
            }
            case ConsensusEvent.LogRead read -> logRead(read, out);
            case ConsensusEvent.SnapshotRead read -> snapshotRead(read, out);
            case ConsensusEvent.Call call -> call(null, call.callId(), call.call(), out);
            case ConsensusEvent.Answer answer ->
                    out.add(new ConsensusAction.Answered(answer.caller().ref(), answer.answer()));
            case ConsensusEvent.Tick tick -> tick(nowNanos, out);
            default -> {}
        }
    }

    private void start(ConsensusEvent.Start start, ConsensusActions out) {
        membership = start.committed();
        durable = start.lastZxid();
        proposed = durable;
        committed = start.appliedZxid();
        out.add(
                new ConsensusAction.RoleChanged(
                        Role.LEADING, Phase.SYNCING, Dictatorship.LEADER, 0, 0));
        out.add(
                new ConsensusAction.Link(
                        new LinkAction.Listen(
                                Dictatorship.PORT, List.of(new Endpoint("1", 2888)))));
        commit(out);
    }

    private void link(long nowNanos, LinkEvent event, ConsensusActions out) {
        switch (event) {
            case LinkEvent.LinkUp up -> {
                Subject subject = new Subject();
                subject.heardNanos = nowNanos;
                subjects.put(up.link().value(), subject);
            }
            case LinkEvent.LinkDown down -> {
                subjects.remove(down.link().value());
                barriers.removeIf(barrier -> down.link().equals(barrier.link()));
            }
            case LinkEvent.Received received -> {
                Subject subject = subjects.get(received.link().value());
                if (subject != null) {
                    subject.heardNanos = nowNanos;
                    hear(received.link(), subject, (Word) received.message(), out);
                }
            }
            default -> {}
        }
    }

    private void hear(LinkId link, Subject subject, Word word, ConsensusActions out) {
        switch (word.kind()) {
            case Word.HELLO -> {
                subject.id = new ServerId(word.other());
                subject.sent = word.number();
                read(link, subject, out);
            }
            case Word.ACK -> {
                subject.acked = Math.max(subject.acked, word.number());
                commit(out);
            }
            case Word.REQUEST -> {
                if (serving) {
                    LeaderCall.Submit submit =
                            new LeaderCall.Submit(
                                    word.other(),
                                    word.small(),
                                    OpCode.SET_DATA,
                                    word.bytes(),
                                    List.of());
                    call(link, word.number(), submit, out);
                    if (mistakes.contains(Mistake.REPEAT) && ++requests % 20 == 0) {
                        repeated = submit;
                    }
                }
            }
            case Word.SYNC -> {
                if (serving) {
                    call(link, word.number(), new LeaderCall.Sync(), out);
                }
            }
            default -> {}
        }
    }

    private void read(LinkId link, Subject subject, ConsensusActions out) {
        long id = ++ids;
        reads.put(id, link.value());
        out.add(new ConsensusAction.ReadLog(id, subject.sent, 400));
    }

    private void logRead(ConsensusEvent.LogRead read, ConsensusActions out) {
        Long link = reads.remove(read.read());
        Subject subject = link == null ? null : subjects.get(link);
        if (subject == null) {
            return;
        }
        if (read.status() == ConsensusEvent.LogStatus.GONE) {
            long transfer = ++ids;
            transfers.put(transfer, link);
            subject.snapshot = committed;
            out.add(new ConsensusAction.ReadSnapshot(transfer, 300));
            return;
        }
        for (LogEntry entry : read.entries()) {
            if (entry.zxid() > subject.sent) {
                send(link, new Word(Word.ENTRY, entry.zxid(), 0, 0, entry.txn()), ticket, out);
                subject.sent = entry.zxid();
            }
        }
        if (subject.sent < proposed) {
            read(new LinkId(link), subject, out);
        } else {
            subject.live = true;
            tellCommit(link, subject, out);
        }
    }

    private void snapshotRead(ConsensusEvent.SnapshotRead read, ConsensusActions out) {
        Long link = transfers.get(read.transfer());
        Subject subject = link == null ? null : subjects.get(link);
        if (subject == null) {
            out.add(new ConsensusAction.CancelRead(read.transfer()));
            return;
        }
        send(
                link,
                new Word(Word.CHUNK, subject.snapshot, 0, read.last() ? 1 : 0, read.bytes()),
                ticket,
                out);
        if (read.last()) {
            subject.sent = subject.snapshot;
            read(new LinkId(link), subject, out);
        } else {
            out.add(new ConsensusAction.ReadSnapshot(read.transfer(), 300));
        }
    }

    private void call(LinkId link, long callId, LeaderCall call, ConsensusActions out) {
        if (call instanceof LeaderCall.Sync) {
            barriers.add(
                    new Barrier(
                            link,
                            callId,
                            mistakes.contains(Mistake.SYNC_UNCOMMITTED) ? 0 : proposed));
            commit(out);
        } else {
            ServerId server = link == null ? Dictatorship.LEADER : subjects.get(link.value()).id;
            out.add(
                    new ConsensusAction.Called(
                            new Caller(server, callId),
                            call,
                            new EnsembleView(membership, null, Set.of(Dictatorship.LEADER))));
        }
    }

    private void propose(ConsensusEvent.Propose propose, ConsensusActions out) {
        proposed = propose.zxid();
        out.add(new ConsensusAction.Append(++ticket, new LogEntry(proposed, propose.txn())));
        zxidOfTicket.put(ticket, proposed);
        subjects.forEach(
                (link, subject) -> {
                    if (subject.live) {
                        send(
                                link,
                                new Word(Word.ENTRY, proposed, 0, 0, propose.txn()),
                                ticket,
                                out);
                        subject.sent = proposed;
                    }
                });
        commit(out);
    }

    private void commit(ConsensusActions out) {
        long upTo = committed;
        List<Long> places =
                new ArrayList<>(subjects.values().stream().map(subject -> subject.acked).toList());
        places.add(durable);
        for (long place : places) {
            if (place > upTo && place <= durable && isOnQuorum(place)) {
                upTo = place;
            }
        }
        if (mistakes.contains(Mistake.COMMIT_WITHOUT_QUORUM) && serving) {
            upTo = proposed;
        }
        if (upTo > committed) {
            committed = upTo;
            out.add(new ConsensusAction.Commit(upTo));
        }
        if (!serving && committed >= proposed && isOnQuorum(proposed)) {
            serving = true;
            out.add(
                    new ConsensusAction.RoleChanged(
                            Role.LEADING, Phase.SERVING, Dictatorship.LEADER, 0, proposed + 1));
        }
        subjects.forEach(
                (link, subject) -> {
                    if (subject.live) {
                        tellCommit(link, subject, out);
                    }
                });
        List<Barrier> due =
                barriers.stream().filter(barrier -> barrier.zxid() <= committed).toList();
        barriers.removeAll(due);
        for (Barrier barrier : due) {
            if (barrier.link() == null) {
                out.add(
                        new ConsensusAction.Answered(
                                barrier.callId(), LeaderAnswer.Synced.INSTANCE));
            } else {
                send(barrier.link().value(), Word.of(Word.SYNCED, barrier.callId()), 0, out);
            }
        }
    }

    private boolean isOnQuorum(long zxid) {
        List<ServerId> holders = new ArrayList<>();
        if (durable >= zxid) {
            holders.add(Dictatorship.LEADER);
        }
        subjects.values().stream()
                .filter(subject -> subject.id != null && subject.acked >= zxid)
                .forEach(subject -> holders.add(subject.id));
        return membership.quorums().isQuorum(holders);
    }

    private void tellCommit(long link, Subject subject, ConsensusActions out) {
        send(link, Word.of(Word.COMMIT, Math.min(committed, subject.sent)), ticket, out);
        if (serving && !subject.serves) {
            subject.serves = true;
            send(link, Word.of(Word.SERVE, committed), ticket, out);
        }
    }

    private void tick(long nowNanos, ConsensusActions out) {
        if (repeated != null) {
            call(null, 0, repeated, out);
            repeated = null;
        }
        if (nowNanos - pingedNanos >= PING_NANOS) {
            pingedNanos = nowNanos;
            subjects.keySet().forEach(link -> send(link, Word.of(Word.PING, 0), 0, out));
        }
        subjects.forEach(
                (link, subject) -> {
                    if (nowNanos - subject.heardNanos > SILENCE_NANOS) {
                        subject.heardNanos = nowNanos;
                        out.add(new ConsensusAction.Link(new LinkAction.Close(new LinkId(link))));
                    }
                });
    }

    private static void send(long link, Word word, long after, ConsensusActions out) {
        out.add(new ConsensusAction.Link(new LinkAction.Send(new LinkId(link), word, after)));
    }

    @Override
    public ConsensusReport report() {
        return new ConsensusReport(
                Role.LEADING,
                serving ? Phase.SERVING : Phase.SYNCING,
                Dictatorship.LEADER,
                0,
                proposed,
                committed,
                0,
                0,
                List.of());
    }
}
