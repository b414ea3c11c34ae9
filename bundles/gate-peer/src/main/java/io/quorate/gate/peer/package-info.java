/**
 * Ordered byte links between servers: listens, dials, turns bytes into messages with the codec of
 * the plugin, and knows no protocol.
 *
 * <p>Begin with {@link io.quorate.gate.peer.PeerGate}. May import: the peer API, the runtime, the
 * loop, Netty. Imported by: nobody.
 */
@NullMarked
package io.quorate.gate.peer;

import org.jspecify.annotations.NullMarked;
