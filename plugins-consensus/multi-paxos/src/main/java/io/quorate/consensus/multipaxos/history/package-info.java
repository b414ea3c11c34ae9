/**
 * How two servers find where their logs part, and how one takes over the log of the other: a
 * learner that of its leader, or a new leader the one that is to be kept.
 *
 * <p>Imports of this plugin: {@code state}, {@code wire}.
 */
package io.quorate.consensus.multipaxos.history;
