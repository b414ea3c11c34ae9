/**
 * A term as leader: discovery of an epoch, broadcast and decision of transactions, calls of
 * learners, reconfiguration, and the end of the term. Starts with {@link
 * io.quorate.consensus.zab.leader.Leading}.
 *
 * <p>Imports of this plugin: {@code feed}, {@code wire}.
 */
@NullMarked
package io.quorate.consensus.zab.leader;

import org.jspecify.annotations.NullMarked;
