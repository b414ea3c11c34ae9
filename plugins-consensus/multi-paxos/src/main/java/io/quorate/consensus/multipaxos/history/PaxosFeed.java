package io.quorate.consensus.multipaxos.history;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.feed.History;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.feed.LearnerWords;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.Zxid;
import java.util.List;

/**
 * Brings one server's log in line with the one here: finds the last position both have, and sends
 * what is behind it, or a whole tree. A zxid names one transaction and one history before it, so
 * two logs that both have it are the same up to there; and who has the n-th transaction of an epoch
 * has all before it.
 *
 * <p>Source: spec multi-paxos sections 5 and 6.
 */
public final class PaxosFeed extends LearnerFeed {

    private final PaxosRules.Parting parting;

    /** Where the other log is looked at. */
    private long place;

    private long committed;
    private boolean needsTree;

    /** A feed for a server that has dialled, or is dialled. */
    public PaxosFeed(
            Server server,
            History history,
            LearnerWords words,
            PaxosRules.Parting parting,
            Seat seat) {
        super(server, history, words, seat);
        this.parting = parting;
    }

    /**
     * Where the log of the other server stands.
     *
     * @param chosen everything up to here is known to be chosen there
     * @param tree whether only a whole tree helps
     */
    public void stands(long last, long acceptedEpoch, long chosen, boolean tree) {
        place = last;
        committed = chosen;
        needsTree = tree;
        promised(last, acceptedEpoch);
    }

    @Override
    protected void choose() {
        // In an adopted history equal zxids may stand for other transactions than in the other log.
        boolean other = server().divergence().forbidsDifference(positionEpoch());
        if (needsTree || other || place == 0 && history().decided() != 0) {
            copy();
        } else if (place == history().decided()) {
            follow(place);
        } else {
            look(place);
        }
    }

    @Override
    protected void choose(ConsensusEvent.LogRead chunk) {
        List<LogEntry> entries = chunk.entries();
        boolean gone = chunk.status() == ConsensusEvent.LogStatus.GONE;
        if (gone || place == 0 || entries.isEmpty() || entries.getFirst().zxid() > place) {
            endLook();
            copy();
            return;
        }
        long before = entries.getFirst().zxid();
        long common = parting.find(place, before, committed);
        if (common == PaxosRules.Parting.UNKNOWN) {
            endLook();
            server().out().send(link(), new PaxosMessage.Probe(before));
        } else {
            follow(common);
        }
    }

    /** The other server has answered a probe: this is the next place to look at. */
    public boolean probed(long zxid) {
        if (stage() != Stage.CHOOSING || zxid >= place) {
            return false;
        }
        place = zxid;
        if (place == 0) {
            copy();
        } else {
            look(place);
        }
        return true;
    }

    private void follow(long from) {
        follow(
                from,
                new PaxosMessage.Difference(from, Math.min(from, history().decided())),
                "the difference from " + Zxid.text(from) + " on");
    }
}
