package io.quorate.model;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which sets of servers may decide. Two quorums of one system always share a server.
 *
 * <p>Source: spec quorum-protocol section 2.2. Immutable, any thread.
 */
public sealed interface QuorumSystem {

    /**
     * Whether {@code servers} decide; servers that have no vote are ignored, repeated ones count
     * once.
     */
    boolean isQuorum(Collection<ServerId> servers);

    /** Weight of a server's vote; a server with weight 0 can never be elected. */
    long weight(ServerId server);

    /**
     * More than half of the voters.
     *
     * @param voters all participants
     */
    record Majority(Set<ServerId> voters) implements QuorumSystem {
        public Majority {
            voters = Set.copyOf(voters);
        }

        @Override
        public boolean isQuorum(Collection<ServerId> servers) {
            Set<ServerId> counted = new HashSet<>(servers);
            counted.retainAll(voters);
            return counted.size() > voters.size() / 2;
        }

        @Override
        public long weight(ServerId server) {
            return voters.contains(server) ? 1 : 0;
        }
    }

    /**
     * More than half of the weight in more than half of the groups; groups without weight do not
     * count.
     *
     * @param groups group number to its members; every participant is in exactly one
     * @param weights weight of each server that has one of its own; 1 for the others
     */
    record Hierarchical(SortedMap<Long, List<ServerId>> groups, SortedMap<ServerId, Long> weights)
            implements QuorumSystem {
        public Hierarchical {
            groups = new TreeMap<>(groups);
            groups.replaceAll((group, members) -> List.copyOf(members));
            groups = Collections.unmodifiableSortedMap(groups);
            weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        }

        @Override
        public boolean isQuorum(Collection<ServerId> servers) {
            Set<ServerId> counted = new HashSet<>(servers);
            int groupsThatCount = 0;
            int groupsWon = 0;
            for (Map.Entry<Long, List<ServerId>> group : groups.entrySet()) {
                long total = 0;
                long reached = 0;
                for (ServerId member : group.getValue()) {
                    long weight = weight(member);
                    total += weight;
                    reached += counted.contains(member) ? weight : 0;
                }
                if (total > 0) {
                    groupsThatCount++;
                    groupsWon += reached > total / 2 ? 1 : 0;
                }
            }
            return groupsWon > groupsThatCount / 2;
        }

        @Override
        public long weight(ServerId server) {
            Long own = weights.get(server);
            if (own != null) {
                return own;
            }
            for (List<ServerId> members : groups.values()) {
                if (members.contains(server)) {
                    return 1;
                }
            }
            return 0;
        }
    }
}
