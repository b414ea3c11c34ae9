/**
 * A term as leader: phase 1, the history that is to be kept, the lease, and what learners say.
 * Starts with {@link io.quorate.consensus.multipaxos.leader.Leading}.
 *
 * <p>Imports of this plugin: {@code history}, {@code state}, {@code wire}.
 */
package io.quorate.consensus.multipaxos.leader;
