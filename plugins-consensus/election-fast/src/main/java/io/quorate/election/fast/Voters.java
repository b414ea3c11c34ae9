package io.quorate.election.fast;

import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Which servers may vote and how many votes decide: the committed configuration and, while a newer
 * one is proposed, that one as well.
 *
 * <p>Source: spec quorum-protocol sections 2.2, 5.1 and 7.6.
 */
final class Voters {

    private static final int VOTERS_WITH_ORACLE = 2;

    private final boolean oracle;
    private ServerId self;
    private Membership committed;
    private Membership proposed;
    private boolean oracleGrants;

    Voters(boolean oracle) {
        this.oracle = oracle;
    }

    void change(ServerId own, Membership nowCommitted, Membership nowProposed) {
        self = own;
        committed = nowCommitted;
        proposed =
                nowProposed != null && nowProposed.version() > nowCommitted.version()
                        ? nowProposed
                        : null;
    }

    void oracleSays(boolean grants) {
        oracleGrants = grants;
    }

    ServerId self() {
        return self;
    }

    Membership committed() {
        return committed;
    }

    boolean isVoter(ServerId server) {
        return committed.participates(server)
                || (proposed != null && proposed.participates(server));
    }

    boolean isMember(ServerId server) {
        return member(server) != null;
    }

    /** The member, as committed if it is, else as proposed; null for a stranger. */
    Member member(ServerId server) {
        Member member = committed.member(server);
        return member != null || proposed == null ? member : proposed.member(server);
    }

    /**
     * Where to dial a member: one list for each attempt, the committed configuration first. Empty
     * for a stranger.
     */
    List<Member> waysTo(ServerId server) {
        List<Member> ways = new ArrayList<>(2);
        Member first = committed.member(server);
        Member second = proposed == null ? null : proposed.member(server);
        if (first != null) {
            ways.add(first);
        }
        if (second != null && (first == null || !first.addresses().equals(second.addresses()))) {
            ways.add(second);
        }
        return ways;
    }

    /** All voters but this server, ascending. */
    Collection<ServerId> others() {
        TreeSet<ServerId> others = new TreeSet<>(committed.participants());
        if (proposed != null) {
            others.addAll(proposed.participants());
        }
        others.remove(self);
        return others;
    }

    /** The other members, those without a vote; ascending. */
    Collection<ServerId> observers() {
        TreeSet<ServerId> observers = new TreeSet<>(committed.members().keySet());
        if (proposed != null) {
            observers.addAll(proposed.members().keySet());
        }
        observers.removeIf(server -> isVoter(server) || server.equals(self));
        return observers;
    }

    /** True if these servers decide in every configuration that counts now. */
    boolean isQuorum(Collection<ServerId> servers) {
        return committed.quorums().isQuorum(servers)
                && (proposed == null || proposed.quorums().isQuorum(servers));
    }

    /**
     * True if these servers decide in the committed configuration. That is enough to join a leader
     * that stands: a proposed configuration that never came into force has nobody to agree.
     */
    boolean isCommittedQuorum(Collection<ServerId> servers) {
        return committed.quorums().isQuorum(servers);
    }

    /** False for servers that have no vote or a vote without weight. */
    boolean isElectable(ServerId server) {
        return committed.quorums().weight(server) != 0
                || (proposed != null && proposed.quorums().weight(server) != 0);
    }

    /** True if the oracle lets this server go on alone. */
    boolean oracleGrants() {
        return oracleCounts() && oracleGrants && committed.participates(self);
    }

    /**
     * True if this server is to follow any leader, even without the votes of a quorum: the other
     * voter, which the oracle has chosen, or, as an observer, either of them.
     */
    boolean oracleDenies() {
        return oracleCounts() && !(oracleGrants && committed.participates(self));
    }

    private boolean oracleCounts() {
        return oracle && proposed == null && committed.participants().size() == VOTERS_WITH_ORACLE;
    }
}
