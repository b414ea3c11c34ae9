package io.quorate.consensus.kit.feed;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.kit.state.Server;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The learners that are connected to this server, by their links, in the order they came. */
public final class LearnerLinks<F extends LearnerFeed> {

    /** Makes the feed of a learner. */
    public interface Feeds<F> {
        F feed(Learner.Seat seat);
    }

    private final SnapshotTransferSlots turns;
    private final Map<LinkId, F> byLink = new LinkedHashMap<>();
    private final Collection<F> feeds = byLink.values();
    private long words;

    public LearnerLinks(Server server) {
        turns = new SnapshotTransferSlots(server);
    }

    /**
     * A learner has dialled.
     *
     * @param feeds makes its feed
     */
    public void up(LinkEvent.LinkUp up, Feeds<F> feeds) {
        byLink.put(up.link(), feeds.feed(new Learner.Seat(up.link(), up.remote(), turns)));
    }

    /** The learner of a link; null if it is none of theirs. */
    public F get(LinkId link) {
        return byLink.get(link);
    }

    /** The learner of a link says something; null if it is none of theirs. */
    public F speaks(LinkId link) {
        F feed = byLink.get(link);
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
    public Collection<F> feeds() {
        return feeds;
    }

    /** Those of the same name on other links. */
    public List<F> othersOfSameName(LearnerFeed newcomer) {
        List<F> others = new ArrayList<>();
        for (F feed : feeds) {
            if (feed != newcomer && newcomer.id().equals(feed.id())) {
                others.add(feed);
            }
        }
        return others;
    }

    /** Learners that were silent, or owe an acknowledgement, for too long. */
    public List<F> late() {
        return feeds.stream().filter(LearnerFeed::isLate).toList();
    }

    public void logRead(ConsensusEvent.LogRead read) {
        F reader = reader(read.read());
        if (reader != null) {
            reader.logRead(read);
        }
    }

    public void snapshotRead(ConsensusEvent.SnapshotRead read) {
        F reader = reader(read.transfer());
        if (reader != null) {
            reader.snapshotRead(read);
        }
    }

    public void snapshotLost(ConsensusEvent.SnapshotLost lost) {
        F reader = reader(lost.transfer());
        if (reader != null) {
            reader.snapshotLost();
        }
    }

    private F reader(long id) {
        for (F feed : feeds) {
            if (feed.owns(id)) {
                return feed;
            }
        }
        return null;
    }
}
