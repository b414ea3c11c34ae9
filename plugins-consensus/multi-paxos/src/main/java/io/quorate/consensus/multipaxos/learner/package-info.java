/**
 * A stay with a leader as acceptor or observer: promise, taking over the history of the ballot,
 * following the log, granting leases, passing calls on, and feeding observers as their master.
 * Starts with {@link io.quorate.consensus.multipaxos.learner.Learning}.
 *
 * <p>Imports of this plugin: {@code history}, {@code state}, {@code wire}.
 */
package io.quorate.consensus.multipaxos.learner;
