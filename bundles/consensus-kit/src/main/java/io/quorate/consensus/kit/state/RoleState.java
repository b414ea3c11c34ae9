package io.quorate.consensus.kit.state;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.List;
import java.util.Set;

/** One stay in a role. What a role has no use for passes it by. */
public interface RoleState {

    Role role();

    Phase phase();

    /** Null if unknown. */
    ServerId leader();

    /** Where what is decided comes from; null if this server decides, or nobody is reached. */
    default ServerId upstream() {
        return null;
    }

    void enter();

    /** Gives back links, ports and reads. */
    void leave();

    /** False if this role has no use for the link; it is closed then. */
    default boolean up(LinkEvent.LinkUp up) {
        return false;
    }

    default void down(LinkEvent.LinkDown down) {}

    default void dialFailed(LinkEvent.DialFailed failed) {}

    default void listenFailed(LinkEvent.ListenFailed failed) {}

    default void received(LinkId link, PeerMessage message) {}

    default void pressure(LinkEvent.LinkPressure pressure) {}

    default void tick() {}

    default void persisted() {}

    default void historyReset(ConsensusEvent.HistoryReset reset) {}

    default void logRead(ConsensusEvent.LogRead read) {}

    default void snapshotRead(ConsensusEvent.SnapshotRead read) {}

    default void snapshotLost(ConsensusEvent.SnapshotLost lost) {}

    default void snapshotStaged(ConsensusEvent.SnapshotStaged staged) {}

    default void call(ConsensusEvent.Call call) {}

    default void answer(ConsensusEvent.Answer answer) {}

    default void propose(ConsensusEvent.Propose propose) {}

    default void touched(ConsensusEvent.Touched touched) {}

    default void elected(ConsensusEvent.Elected elected) {}

    default void membershipHeard(ConsensusEvent.MembershipHeard heard) {}

    default void handOver(ConsensusEvent.HandOver handOver) {}

    /** A voter was heard looking for a leader. */
    default void voterLooks(ServerId voter, Vote vote) {}

    /** The oracle has changed its mind. */
    default void oracleChanged() {}

    default int proposalsInFlight() {
        return 0;
    }

    default int pendingSyncs() {
        return 0;
    }

    default List<ConsensusReport.Learner> learners() {
        return List.of();
    }

    /** Voters that stay out, because their history has what this leader's quorum does not have. */
    default Set<ServerId> outside() {
        return Set.of();
    }
}
