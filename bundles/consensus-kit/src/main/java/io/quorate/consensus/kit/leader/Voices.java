package io.quorate.consensus.kit.leader;

import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.model.ServerId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The servers that have sent something in a step of a discovery, by the link it came on: two links
 * may claim to be the same server, and when one of them goes, the other one still speaks for it.
 */
public final class Voices {

    private final Map<LearnerFeed, ServerId> byFeed = new HashMap<>();

    /**
     * A server speaks.
     *
     * @param feed null = this server itself
     */
    public void add(ServerId id, LearnerFeed feed) {
        byFeed.put(feed, Objects.requireNonNull(id));
    }

    /** What it said counts no more. */
    public void remove(LearnerFeed feed) {
        byFeed.remove(feed);
    }

    /** Whether this server has spoken. */
    public boolean contains(ServerId id) {
        return byFeed.containsValue(id);
    }

    /** Who has spoken. */
    public Set<ServerId> servers() {
        return new TreeSet<>(byFeed.values());
    }
}
