/**
 * What the replica and the peer gate say to each other about links; a plugin has no use for it.
 *
 * <p>May import: the model, the peer API. Imported by: the peer gate, the replica.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.quorate.peer.host;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
