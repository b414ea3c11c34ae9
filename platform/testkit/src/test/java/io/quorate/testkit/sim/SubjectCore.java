package io.quorate.testkit.sim;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusActions;
import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.LogEntry;
import io.quorate.model.Member;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.testkit.sim.Dictatorship.Mistake;
import io.quorate.testkit.sim.Dictatorship.Word;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;

/** Everybody else: holds what server 1 sends. */
final class SubjectCore implements ConsensusCore {

    private static final long SILENCE_NANOS = 1_000_000_000L;
    private static final long DIAL_PAUSE_NANOS = 50_000_000L;
    private static final long TRANSFER = 1;

    private final Set<Mistake> mistakes;
    private final boolean withElection;
    private ServerId self;
    private Role role = Role.FOLLOWING;
    private LinkId link;
    private boolean dialling;
    private boolean elected;
    private long dials;
    private long dialNotBefore;
    private long heardNanos;
    private long ticket;
    private long last;
    private long committed;
    private long staged;
    private long stagedZxid;
    private boolean serving;
    private long entries;

    /** What the receive window held while a tree was being installed. */
    private final ArrayDeque<Word> held = new ArrayDeque<>();

    private boolean installing;

    SubjectCore(Set<Mistake> mistakes, boolean withElection) {
        this.mistakes = mistakes;
        this.withElection = withElection;
    }

    @Override
    public void step(long nowNanos, ConsensusEvent event, ConsensusActions out) {
        switch (event) {
            case ConsensusEvent.Start start -> {
                self = start.self();
                last = start.lastZxid();
                committed = start.appliedZxid();
                Member own = start.committed().member(self);
                role = own.participates() ? Role.FOLLOWING : Role.OBSERVING;
                elected = !withElection;
                if (withElection) {
                    out.add(
                            new ConsensusAction.StartElection(
                                    role == Role.FOLLOWING
                                            ? new Vote(self, last, 0)
                                            : Vote.NEUTRAL));
                }
            }
            case ConsensusEvent.Elected ignored -> elected = true;
            case ConsensusEvent.Tick tick -> tick(nowNanos, out);
            case ConsensusEvent.Link happened -> link(nowNanos, happened.event(), out);
            case ConsensusEvent.Call call -> call(call, out);
            case ConsensusEvent.SnapshotStaged done -> {
                if (done.ok() && stagedZxid > 0) {
                    out.add(
                            new ConsensusAction.InstallSnapshot(
                                    ++ticket, TRANSFER, stagedZxid, HardState.INITIAL, false));
                    installing = true;
                }
            }
            case ConsensusEvent.HistoryReset reset -> {
                if (installing && reset.ticket() == ticket) {
                    installed(reset, out);
                }
            }
            default -> {}
        }
    }

    private void installed(ConsensusEvent.HistoryReset reset, ConsensusActions out) {
        installing = false;
        last = reset.lastZxid();
        committed = reset.appliedZxid();
        if (link == null) {
            return;
        }
        send(Word.of(Word.ACK, last), ticket, out);
        out.add(new ConsensusAction.Link(new LinkAction.Pause(link, false)));
        for (Word word = held.poll(); word != null; word = held.poll()) {
            hear(word, out);
        }
    }

    private void tick(long nowNanos, ConsensusActions out) {
        if (link != null && nowNanos - heardNanos > SILENCE_NANOS) {
            out.add(new ConsensusAction.Link(new LinkAction.Close(link)));
            lost(out);
        }
        boolean mayDial = !mistakes.contains(Mistake.GIVE_UP) || dials < 2;
        if (elected
                && link == null
                && !dialling
                && !installing
                && nowNanos >= dialNotBefore
                && mayDial) {
            dialling = true;
            dialNotBefore = nowNanos + DIAL_PAUSE_NANOS;
            out.add(
                    new ConsensusAction.Link(
                            new LinkAction.Dial(
                                    new DialId(++dials),
                                    Dictatorship.PORT,
                                    List.of(new Endpoint("1", 2888)),
                                    null,
                                    500)));
        }
    }

    private void link(long nowNanos, LinkEvent event, ConsensusActions out) {
        switch (event) {
            case LinkEvent.LinkUp up -> {
                dialling = false;
                link = up.link();
                heardNanos = nowNanos;
                staged = 0;
                stagedZxid = 0;
                out.add(
                        new ConsensusAction.RoleChanged(
                                role, Phase.SYNCING, Dictatorship.LEADER, 0, 0));
                if (mistakes.contains(Mistake.CUT_BACK) && last > 1) {
                    out.add(new ConsensusAction.Truncate(++ticket, --last));
                }
                send(new Word(Word.HELLO, last, self.value(), 0, new byte[0]), ticket, out);
                // What it has it has on disk, before anything new is sent.
                send(Word.of(Word.ACK, last), ticket, out);
            }
            case LinkEvent.DialFailed failed -> dialling = false;
            case LinkEvent.LinkDown down -> {
                if (down.link().equals(link)) {
                    lost(out);
                }
            }
            case LinkEvent.Received received -> {
                if (received.link().equals(link)) {
                    heardNanos = nowNanos;
                    Word word = (Word) received.message();
                    // Nobody serves before the tree is installed that is on its way.
                    boolean early = word.kind() == Word.SERVE && stagedZxid > last;
                    if (installing || early) {
                        held.add(word);
                    } else {
                        hear(word, out);
                    }
                }
            }
            default -> {}
        }
    }

    private void lost(ConsensusActions out) {
        link = null;
        serving = false;
        held.clear();
        out.add(new ConsensusAction.CallsLost());
        out.add(new ConsensusAction.CancelRead(TRANSFER));
        out.add(new ConsensusAction.RoleChanged(Role.LOOKING, Phase.IDLE, null, 0, 0));
    }

    private void hear(Word word, ConsensusActions out) {
        switch (word.kind()) {
            case Word.ENTRY -> entry(word, out);
            case Word.COMMIT -> commit(Math.min(word.number(), last), out);
            case Word.SERVE -> {
                serving = true;
                out.add(
                        new ConsensusAction.RoleChanged(
                                role, Phase.SERVING, Dictatorship.LEADER, 0, 0));
            }
            case Word.SYNCED ->
                    out.add(
                            new ConsensusAction.Answered(
                                    word.number(), LeaderAnswer.Synced.INSTANCE));
            case Word.CHUNK -> {
                out.add(
                        new ConsensusAction.StageSnapshot(
                                TRANSFER, staged, word.bytes(), word.small() == 1));
                staged += word.bytes().length;
                if (word.small() == 1) {
                    stagedZxid = word.number();
                    out.add(new ConsensusAction.Link(new LinkAction.Pause(link, true)));
                }
            }
            case Word.PING -> send(Word.of(Word.PING, 0), 0, out);
            default -> {}
        }
    }

    private void entry(Word word, ConsensusActions out) {
        if (staged > 0 && stagedZxid > last) {
            // The receive window held it when the link was paused.
            out.add(
                    new ConsensusAction.StageEntry(
                            TRANSFER, new LogEntry(word.number(), word.bytes())));
            return;
        }
        entries++;
        if (mistakes.contains(Mistake.LEAVE_OUT) && entries % 20 == 0) {
            return;
        }
        byte[] txn = word.bytes();
        if (mistakes.contains(Mistake.ALTER) && entries % 20 == 0) {
            txn = txn.clone();
            txn[25] ^= 1;
        }
        last = word.number();
        out.add(new ConsensusAction.Append(++ticket, new LogEntry(last, txn)));
        send(
                Word.of(Word.ACK, last),
                mistakes.contains(Mistake.ACKNOWLEDGE_EARLY) ? 0 : ticket,
                out);
    }

    private void commit(long upTo, ConsensusActions out) {
        if (upTo > committed) {
            committed = upTo;
            out.add(new ConsensusAction.Commit(upTo));
        }
    }

    private void call(ConsensusEvent.Call call, ConsensusActions out) {
        if (link == null) {
            return;
        }
        switch (call.call()) {
            case LeaderCall.Submit submit ->
                    send(
                            new Word(
                                    Word.REQUEST,
                                    call.callId(),
                                    submit.sessionId(),
                                    submit.cxid(),
                                    submit.body()),
                            0,
                            out);
            case LeaderCall.Sync sync -> {
                if (mistakes.contains(Mistake.SYNC_ALONE)) {
                    out.add(
                            new ConsensusAction.Answered(
                                    call.callId(), LeaderAnswer.Synced.INSTANCE));
                } else {
                    send(Word.of(Word.SYNC, call.callId()), 0, out);
                }
            }
            case LeaderCall.Revalidate revalidate -> {}
        }
    }

    private void send(Word word, long after, ConsensusActions out) {
        out.add(new ConsensusAction.Link(new LinkAction.Send(link, word, after)));
    }

    @Override
    public ConsensusReport report() {
        return new ConsensusReport(
                role,
                serving ? Phase.SERVING : Phase.SYNCING,
                Dictatorship.LEADER,
                0,
                last,
                committed,
                0,
                0,
                List.of());
    }
}
