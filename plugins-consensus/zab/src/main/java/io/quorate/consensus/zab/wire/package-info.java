/**
 * What leaders and learners say to each other: messages, their packets, the ports they are sent to.
 * No decisions, and no state but that of a stream.
 *
 * <p>Imports of this plugin: nothing.
 */
@NullMarked
package io.quorate.consensus.zab.wire;

import org.jspecify.annotations.NullMarked;
