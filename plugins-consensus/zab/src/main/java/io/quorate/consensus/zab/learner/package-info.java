/**
 * A stay with a leader as follower or observer: dialling, getting in step, following the log,
 * passing calls on, and feeding observers as their master. Starts with {@link
 * io.quorate.consensus.zab.learner.Learning}.
 *
 * <p>Imports of this plugin: {@code feed}, {@code wire}.
 */
@NullMarked
package io.quorate.consensus.zab.learner;

import org.jspecify.annotations.NullMarked;
