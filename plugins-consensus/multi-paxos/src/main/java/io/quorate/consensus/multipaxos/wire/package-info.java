/**
 * What leaders and learners say to each other: messages, their frames, the port they are sent to.
 * No decisions, and no state but that of a stream.
 *
 * <p>Imports of this plugin: nothing.
 */
package io.quorate.consensus.multipaxos.wire;
