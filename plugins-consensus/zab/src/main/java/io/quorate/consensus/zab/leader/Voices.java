package io.quorate.consensus.zab.leader;

import io.quorate.consensus.zab.feed.LearnerFeed;
import io.quorate.model.ServerId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The servers that have sent something in a step of a discovery, by the link it came on: two links
 * may claim to be the same server, and when one of them goes, the other one still speaks for it.
 */
final class Voices {

    private final Map<LearnerFeed, ServerId> byFeed = new HashMap<>();

    /**
     * A server speaks.
     *
     * @param feed null = this server itself
     */
    void add(ServerId id, LearnerFeed feed) {
        byFeed.put(feed, Objects.requireNonNull(id));
    }

    void remove(LearnerFeed feed) {
        byFeed.remove(feed);
    }

    boolean contains(ServerId id) {
        return byFeed.containsValue(id);
    }

    Set<ServerId> servers() {
        return new HashSet<>(byFeed.values());
    }
}
