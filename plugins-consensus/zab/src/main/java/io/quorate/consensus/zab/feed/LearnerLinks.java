package io.quorate.consensus.zab.feed;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.zab.state.Server;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The learners that are connected to this server, by their links, in the order they came. */
public final class LearnerLinks {

    private final Server server;
    private final SnapshotTransferSlots turns;
    private final Map<LinkId, LearnerFeed> byLink = new LinkedHashMap<>();
    private final Collection<LearnerFeed> feeds = byLink.values();
    private long words;

    public LearnerLinks(Server server) {
        this.server = server;
        turns = new SnapshotTransferSlots(server);
    }

    /**
     * A learner has dialled.
     *
     * @param history what it will be brought
     */
    public void up(LinkEvent.LinkUp up, History history) {
        byLink.put(up.link(), new LearnerFeed(server, history, turns, up.link(), up.remote()));
    }

    /** The learner of a link; null if it is none of theirs. */
    public LearnerFeed get(LinkId link) {
        return byLink.get(link);
    }

    /** The learner of a link says something; null if it is none of theirs. */
    public LearnerFeed speaks(LinkId link) {
        LearnerFeed feed = byLink.get(link);
        if (feed != null) {
            feed.spoke(++words);
        }
        return feed;
    }

    /** Forgets a learner; false if it was forgotten before. */
    public boolean forget(LearnerFeed feed) {
        if (byLink.remove(feed.link()) == null) {
            return false;
        }
        feed.release();
        return true;
    }

    /** All of them, as they come and go. */
    public Collection<LearnerFeed> feeds() {
        return feeds;
    }

    /** Those of the same name on other links. */
    public List<LearnerFeed> othersOfSameName(LearnerFeed newcomer) {
        List<LearnerFeed> others = new ArrayList<>();
        for (LearnerFeed feed : feeds) {
            if (feed != newcomer && newcomer.id().equals(feed.id())) {
                others.add(feed);
            }
        }
        return others;
    }

    public void logRead(ConsensusEvent.LogRead read) {
        LearnerFeed reader = reader(read.read());
        if (reader != null) {
            reader.logRead(read);
        }
    }

    public void snapshotRead(ConsensusEvent.SnapshotRead read) {
        LearnerFeed reader = reader(read.transfer());
        if (reader != null) {
            reader.snapshotRead(read);
        }
    }

    public void snapshotLost(ConsensusEvent.SnapshotLost lost) {
        LearnerFeed reader = reader(lost.transfer());
        if (reader != null) {
            reader.snapshotLost();
        }
    }

    private LearnerFeed reader(long id) {
        for (LearnerFeed feed : feeds) {
            if (feed.owns(id)) {
                return feed;
            }
        }
        return null;
    }
}
