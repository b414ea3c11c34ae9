/**
 * Links between servers as a protocol core sees them: ports, links, dial, listen, send, close,
 * pressure. A core speaks of links and messages; sockets, TLS, SASL, name resolution and buffers
 * are the peer gate's; bytes are the codec's.
 *
 * <p>May import: the model, the runtime. Imported by: the consensus and election APIs, their
 * plugins, the peer gate, the replica.
 */
@Export
@Version("2.1.0")
@NullMarked
package io.quorate.peer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
