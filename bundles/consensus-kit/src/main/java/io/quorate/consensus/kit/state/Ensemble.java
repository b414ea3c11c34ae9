package io.quorate.consensus.kit.state;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusAction.Stage;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.QuorumSystem;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The configurations this server knows, and which servers decide in them. Survives changes of role.
 * Source: spec quorum-protocol sections 2, 16.
 */
public final class Ensemble {

    private final ServerId self;
    private final boolean reconfigEnabled;
    private final boolean withOracle;
    private final DurableState durableState;
    private final SafetyRules.Configurations rules;
    private Membership committed;
    private Membership seen;
    private boolean oracleGrants;

    /** The configurations as sound rules have it. */
    public Ensemble(
            ServerId self,
            boolean reconfigEnabled,
            boolean withOracle,
            DurableState durableState,
            Membership committed,
            Membership proposed) {
        this(
                self,
                reconfigEnabled,
                withOracle,
                durableState,
                SafetyRules.SOUND.configurations(),
                committed,
                proposed);
    }

    public Ensemble(
            ServerId self,
            boolean reconfigEnabled,
            boolean withOracle,
            DurableState durableState,
            SafetyRules.Configurations rules,
            Membership committed,
            Membership proposed) {
        this.rules = rules;
        this.self = self;
        this.reconfigEnabled = reconfigEnabled;
        this.withOracle = withOracle;
        this.durableState = durableState;
        this.committed = committed;
        this.seen =
                proposed != null && proposed.version() > committed.version() ? proposed : committed;
    }

    public ServerId self() {
        return self;
    }

    public boolean reconfigEnabled() {
        return reconfigEnabled;
    }

    /** In force. */
    public Membership committed() {
        return committed;
    }

    /** Seen last; the same as the committed one if nothing is under way. */
    public Membership seen() {
        return seen;
    }

    /** A configuration that is proposed and not committed, or null. */
    public Membership proposed() {
        return seen.version() > committed.version() ? seen : null;
    }

    /** The configuration under way, if the transaction with this zxid proposes it; else null. */
    public Membership proposedBy(long zxid) {
        return seen != committed && seen.version() == zxid ? seen : null;
    }

    public void oracle(boolean grants) {
        oracleGrants = grants;
    }

    /** Whether an oracle may speak for one of two voters. */
    public boolean asksOracle() {
        return withOracle;
    }

    /** Whether this server is listed as observer. */
    public boolean observes() {
        Member own = committed.member(self);
        return own != null && !own.participates();
    }

    public boolean votes(ServerId server) {
        return committed.participates(server);
    }

    /**
     * Whether a promise of this server counts: it votes in the committed configuration, or in a
     * newer one under way, whether it knows that or not.
     */
    public boolean promises(ServerId server, boolean observes) {
        return votes(server) ? !observes : seen != committed && seen.participates(server);
    }

    /** Whether these servers, this one among them, decide in the committed configuration. */
    public boolean decideNow(Collection<ServerId> servers, boolean alone) {
        return decide(rules.inForce(committed, committed), servers, alone);
    }

    /**
     * Whether these servers decide in the committed configuration and in a newer one under way.
     *
     * @param alone true if nobody else is connected: then an oracle may speak for one of two
     */
    public boolean decide(Collection<ServerId> servers, boolean alone) {
        Membership one = rules.inForce(committed, seen);
        Membership other = rules.underWay(committed, seen);
        return decide(one, servers, alone) && (other == one || decide(other, servers, alone));
    }

    private boolean decide(Membership membership, Collection<ServerId> servers, boolean alone) {
        return rules.isQuorum(membership, servers)
                || withOracle
                        && oracleGrants
                        && alone
                        && membership.quorums() instanceof QuorumSystem.Majority(var voters)
                        && voters.size() == 2
                        && voters.contains(self);
    }

    /**
     * Learns of a configuration that is not yet in force; an older or equal one changes nothing.
     */
    public void propose(Membership membership) {
        if (reconfigEnabled && membership != null && membership.version() > seen.version()) {
            seen = membership;
            durableState.storeMembership(
                    new ConsensusAction.StoreMembership(
                            durableState.nextTicket(), membership, Stage.PROPOSED, null));
        }
    }

    /**
     * This server starts. A configuration whose transaction did not reach the log, or was cut, is
     * nobody's: to put it in force would be a change that no history has. One that came with an
     * epoch is kept.
     */
    public void started() {
        Membership proposed = proposed();
        if (proposed != null
                && durableState.trusted()
                && durableState.current() <= Zxid.epoch(proposed.version())) {
            cut(Long.MAX_VALUE, durableState.last());
        }
    }

    /** The log ended with {@code before} and ends with {@code after} now. */
    public void cut(long before, long after) {
        if (isProposedByTransaction() && seen.version() <= before && seen.version() > after) {
            forget();
        }
    }

    /**
     * The history of an epoch is here, and its leader has seen nothing newer than this. What is
     * newer, and was proposed in an earlier epoch, is not in that history: it is nobody's.
     */
    public void joined(long epoch, Membership newest) {
        if (newest != null
                && isProposedByTransaction()
                && seen.version() > newest.version()
                && Zxid.epoch(seen.version()) < epoch) {
            forget();
        }
        propose(newest);
    }

    private boolean isProposedByTransaction() {
        return proposed() != null && Zxid.counter(seen.version()) != 0;
    }

    private void forget() {
        seen = committed;
        durableState.storeMembership(
                new ConsensusAction.StoreMembership(
                        durableState.nextTicket(), committed, Stage.PROPOSED, null));
    }

    /**
     * Puts a configuration in force; an older or equal one changes nothing. True if it was newer.
     */
    public boolean activate(Membership membership, ServerId designated) {
        if (!reconfigEnabled || membership == null || membership.version() <= committed.version()) {
            return false;
        }
        committed = membership;
        seen = seen.version() > membership.version() ? seen : membership;
        durableState.storeMembership(
                new ConsensusAction.StoreMembership(
                        durableState.nextTicket(), membership, Stage.COMMITTED, designated));
        return true;
    }

    /**
     * Whether a leader has its vote and its addresses as it had them under an earlier
     * configuration.
     */
    public boolean keeps(Membership before, ServerId leader) {
        return keeps(before, committed, leader);
    }

    public static boolean keeps(Membership before, Membership after, ServerId leader) {
        return before.participates(leader)
                && after.participates(leader)
                && before.member(leader).addresses().equals(after.member(leader).addresses());
    }

    /** Where the quorum port of a server is; empty if nobody knows it. */
    public List<Endpoint> quorumEndpoints(ServerId server) {
        return endpoints(server, 0);
    }

    /**
     * Where a port of a server is; empty if nobody knows it.
     *
     * @param port the same on all its addresses; 0 = its quorum port
     */
    public List<Endpoint> endpoints(ServerId server, int port) {
        Member member =
                committed.member(server) != null ? committed.member(server) : seen.member(server);
        List<Endpoint> endpoints = new ArrayList<>();
        if (member != null) {
            for (Member.Address address : member.addresses()) {
                endpoints.add(
                        new Endpoint(address.host(), port == 0 ? address.quorumPort() : port));
            }
        }
        return endpoints;
    }
}
