package io.quorate.testkit.sim;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionEvent;
import io.quorate.model.Vote;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;

/**
 * What of an event or action goes into the trace hash: its kind and its numbers. The bytes of
 * messages are counted by the network.
 */
final class Fingerprint {

    private Fingerprint() {}

    static long of(ConsensusEvent event) {
        long detail =
                switch (event) {
                    case ConsensusEvent.Link link -> of(link.event());
                    case ConsensusEvent.Persisted persisted -> persisted.ticket();
                    case ConsensusEvent.Propose propose -> propose.zxid();
                    case ConsensusEvent.Elected elected -> of(elected.vote());
                    case ConsensusEvent.LogRead read -> read.read() * 31 + read.entries().size();
                    case ConsensusEvent.Call call -> call.callId();
                    case ConsensusEvent.HistoryReset reset -> reset.lastZxid();
                    default -> 0;
                };
        return kind(event, detail);
    }

    static long of(ConsensusAction action) {
        long detail =
                switch (action) {
                    case ConsensusAction.Link link -> of(link.action());
                    case ConsensusAction.Append append -> append.entry().zxid();
                    case ConsensusAction.Truncate truncate -> truncate.after();
                    case ConsensusAction.WriteHardState write ->
                            write.hardState().acceptedEpoch() * 31
                                    + write.hardState().currentEpoch();
                    case ConsensusAction.Commit commit -> commit.upTo();
                    case ConsensusAction.RoleChanged changed ->
                            changed.role().ordinal() * 31L
                                    + changed.phase().ordinal()
                                    + changed.epoch() * 961;
                    case ConsensusAction.StartElection start -> of(start.vote());
                    default -> 0;
                };
        return kind(action, detail);
    }

    static long of(ElectionEvent event) {
        long detail =
                switch (event) {
                    case ElectionEvent.Link link -> of(link.event());
                    case ElectionEvent.Begin begin -> of(begin.vote());
                    default -> 0;
                };
        return kind(event, detail);
    }

    static long of(ElectionAction action) {
        long detail =
                switch (action) {
                    case ElectionAction.Link link -> of(link.action());
                    case ElectionAction.Decided decided -> of(decided.vote());
                    default -> 0;
                };
        return kind(action, detail);
    }

    private static long of(LinkEvent event) {
        long detail =
                switch (event) {
                    case LinkEvent.LinkUp up -> up.link().value();
                    case LinkEvent.LinkDown down ->
                            down.link().value() * 31 + down.reason().ordinal();
                    case LinkEvent.DialFailed failed -> failed.dial().value();
                    case LinkEvent.Received received -> received.link().value();
                    case LinkEvent.LinkPressure pressure -> pressure.link().value();
                    case LinkEvent.ListenFailed failed -> 0;
                };
        return kind(event, detail);
    }

    private static long of(LinkAction action) {
        long detail =
                switch (action) {
                    case LinkAction.Send send -> send.link().value() * 31 + send.after();
                    case LinkAction.Close close -> close.link().value();
                    case LinkAction.Dial dial -> dial.dial().value();
                    case LinkAction.Listen listen -> listen.endpoints().size();
                    case LinkAction.Pause pause -> pause.link().value();
                };
        return kind(action, detail);
    }

    private static long of(Vote vote) {
        return Trace.mixed(Trace.mixed(vote.leader().value(), vote.zxid()), vote.epoch());
    }

    private static long kind(Object thing, long detail) {
        return Trace.mixed(thing.getClass().getName().hashCode(), detail);
    }
}
