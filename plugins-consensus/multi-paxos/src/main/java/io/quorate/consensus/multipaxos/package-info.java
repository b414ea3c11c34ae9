/**
 * Consensus plugin {@code multi-paxos}: Multi-Paxos over one chain of transactions, with a leader
 * lease. Here are its factory and its core. Not exported: other bundles know the service alone.
 *
 * <p>Imports of this plugin: {@code leader}, {@code learner}, {@code state}, {@code wire}.
 */
package io.quorate.consensus.multipaxos;
