package io.quorate.election.kit;

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
 * <p>Thread: that of the core. Source: spec quorum-protocol sections 2.2, 5.1 and 7.6.
 */
public final class Voters {

    private static final int VOTERS_WITH_ORACLE = 2;

    private final boolean oracle;
    private ServerId self;
    private Membership committed;
    private Membership proposed;
    private boolean oracleGrants;

    /**
     * Of a server that has no configuration yet.
     *
     * @param oracle whether a quorum oracle decides between two voters
     */
    public Voters(boolean oracle) {
        this.oracle = oracle;
    }

    /**
     * The configurations changed, or are known for the first time.
     *
     * @param nowProposed null if none; counts only while it is newer
     */
    public void change(ServerId own, Membership nowCommitted, Membership nowProposed) {
        self = own;
        committed = nowCommitted;
        proposed =
                nowProposed != null && nowProposed.version() > nowCommitted.version()
                        ? nowProposed
                        : null;
    }

    /** Content of the quorum oracle file. */
    public void oracleSays(boolean grants) {
        oracleGrants = grants;
    }

    /** This server; null until there is a configuration. */
    public ServerId self() {
        return self;
    }

    /** The configuration in force; null until there is one. */
    public Membership committed() {
        return committed;
    }

    /** True if the server has a vote in a configuration that counts. */
    public boolean isVoter(ServerId server) {
        return committed.participates(server)
                || (proposed != null && proposed.participates(server));
    }

    /** True if the server is in a configuration that counts, with or without a vote. */
    public boolean isMember(ServerId server) {
        return member(server) != null;
    }

    /** The member, as committed if it is, else as proposed; null for a stranger. */
    public Member member(ServerId server) {
        Member member = committed.member(server);
        return member != null || proposed == null ? member : proposed.member(server);
    }

    /**
     * Where to dial a member: one list for each attempt, the committed configuration first. Empty
     * for a stranger.
     */
    public List<Member> waysTo(ServerId server) {
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
    public Collection<ServerId> others() {
        TreeSet<ServerId> others = new TreeSet<>(committed.participants());
        if (proposed != null) {
            others.addAll(proposed.participants());
        }
        others.remove(self);
        return others;
    }

    /** The other members, those without a vote; ascending. */
    public Collection<ServerId> observers() {
        TreeSet<ServerId> observers = new TreeSet<>(committed.members().keySet());
        if (proposed != null) {
            observers.addAll(proposed.members().keySet());
        }
        observers.removeIf(server -> isVoter(server) || server.equals(self));
        return observers;
    }

    /** True if these servers decide in every configuration that counts now. */
    public boolean isQuorum(Collection<ServerId> servers) {
        return committed.quorums().isQuorum(servers)
                && (proposed == null || proposed.quorums().isQuorum(servers));
    }

    /**
     * True if these servers decide in the committed configuration. That is enough to join a leader
     * that stands: a proposed configuration that never came into force has nobody to agree.
     */
    public boolean isCommittedQuorum(Collection<ServerId> servers) {
        return committed.quorums().isQuorum(servers);
    }

    /** False for servers that have no vote or a vote without weight. */
    public boolean isElectable(ServerId server) {
        return committed.quorums().weight(server) != 0
                || (proposed != null && proposed.quorums().weight(server) != 0);
    }

    /** True if the oracle lets this server go on alone. */
    public boolean oracleGrants() {
        return oracleCounts() && oracleGrants && committed.participates(self);
    }

    /**
     * True if this server is to follow any leader, even without the votes of a quorum: the other
     * voter, which the oracle has chosen, or, as an observer, either of them.
     */
    public boolean oracleDenies() {
        return oracleCounts() && !(oracleGrants && committed.participates(self));
    }

    private boolean oracleCounts() {
        return oracle && proposed == null && committed.participants().size() == VOTERS_WITH_ORACLE;
    }
}
