package io.quorate.model;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A configuration of an ensemble: its members, which of them have a vote, and since when.
 *
 * <p>Source: spec quorum-protocol section 2. Immutable, any thread.
 *
 * @param version 0 if never established, else the zxid that established it (quorum-protocol 2.3)
 * @param members all members by id, ascending; empty for a standalone server that has no server
 *     line
 * @param quorums which sets of voters decide
 */
public record Membership(long version, SortedMap<ServerId, Member> members, QuorumSystem quorums) {

    public Membership {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        Objects.requireNonNull(quorums, "quorums");
    }

    /** A membership in which the majority of the participants decides. */
    public static Membership ofMajority(long version, List<Member> members) {
        SortedMap<ServerId, Member> byId = new TreeMap<>();
        Set<ServerId> voters = new HashSet<>();
        for (Member member : members) {
            if (byId.put(member.id(), member) != null) {
                throw new IllegalArgumentException("server " + member.id() + " is listed twice");
            }
            if (member.participates()) {
                voters.add(member.id());
            }
        }
        return new Membership(version, byId, new QuorumSystem.Majority(voters));
    }

    /** The membership of a standalone server: no other server, and it decides alone. */
    public static Membership standalone(ServerId self) {
        return new Membership(0, new TreeMap<>(), new QuorumSystem.Majority(Set.of(self)));
    }

    /** The same members under another version. */
    public Membership withVersion(long newVersion) {
        return new Membership(newVersion, members, quorums);
    }

    /**
     * Whether a history that has come so far does not contain this configuration: it was proposed
     * by a transaction, the history is behind that, and has put none in force since.
     *
     * @param zxid of the tree
     * @param inForceVersion of the configuration that the tree says is in force
     */
    public boolean isPassedOver(long zxid, long inForceVersion) {
        return Zxid.counter(version) != 0 && version <= zxid && inForceVersion < version;
    }

    /** The member with this id, or null. */
    public @Nullable Member member(ServerId server) {
        return members.get(server);
    }

    /** True if the server is a member with a vote. */
    public boolean participates(ServerId server) {
        Member member = members.get(server);
        return member != null && member.participates();
    }

    /** Ids of all members with a vote, ascending. */
    public List<ServerId> participants() {
        return members.values().stream().filter(Member::participates).map(Member::id).toList();
    }
}
