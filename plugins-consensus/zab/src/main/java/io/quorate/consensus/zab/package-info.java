/**
 * Consensus plugin {@code zab}: atomic broadcast, byte-compatible with the quorum protocol of
 * Apache ZooKeeper 3.9. Here are its factory, the core that takes events to the role a server is
 * in, and the role without a leader. Not exported: other bundles know the service alone.
 *
 * <p>Imports of this plugin: {@code feed}, {@code leader}, {@code learner}, {@code state}, {@code
 * wire}.
 */
@NullMarked
package io.quorate.consensus.zab;

import org.jspecify.annotations.NullMarked;
