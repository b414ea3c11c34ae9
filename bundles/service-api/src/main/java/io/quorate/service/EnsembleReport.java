package io.quorate.service;

import java.util.List;

/**
 * How a member of an ensemble stands among the others. Immutable.
 *
 * @param state what it does and how far it is with it, as in {@code leading - broadcast}
 * @param voters members with a vote
 * @param observes whether this server has none
 * @param upstream server from which a learner gets what is decided: the leader, or the follower
 *     that an observer follows; -1 if there is none
 * @param initLimitTicks ticks a learner has for getting in step
 * @param syncLimitTicks ticks a learner may be silent
 * @param quorumPorts own quorum port at each address
 * @param electionPorts own election port at each address
 * @param membership configuration in force, as in {@code /zookeeper/config}
 * @param learners servers that get what is decided from this one, in step or not
 * @param followersInStep those with, or without, a vote that acknowledge proposals
 * @param syncedNonVotingFollowers those of them that have no vote
 * @param observersInStep those that only listen; -1 on a server that nobody of them can follow: one
 *     that does not lead and has no {@code observerMasterPort}
 * @param pendingSyncs syncs, and requests for which there is no room, at the leader
 * @param leadingMillis how long this server has led; 0 if it does not
 * @param lastProposalBytes size of the last transaction proposed here; -1 if there was none
 * @param minProposalBytes least; -1 if there was none
 * @param maxProposalBytes greatest; -1 if there was none
 */
public record EnsembleReport(
        String state,
        int voters,
        boolean observes,
        long upstream,
        int initLimitTicks,
        int syncLimitTicks,
        List<Integer> quorumPorts,
        List<Integer> electionPorts,
        String membership,
        int learners,
        int followersInStep,
        int syncedNonVotingFollowers,
        int observersInStep,
        int pendingSyncs,
        long leadingMillis,
        int lastProposalBytes,
        int minProposalBytes,
        int maxProposalBytes) {

    public EnsembleReport {
        quorumPorts = List.copyOf(quorumPorts);
        electionPorts = List.copyOf(electionPorts);
    }
}
