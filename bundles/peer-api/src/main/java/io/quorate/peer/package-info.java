/**
 * Links between servers as a protocol core sees them. Imports the model and the runtime; imported by consensus and election plugins and by the peer gate.
 */
@Export
@Version("1.0.0")
package io.quorate.peer;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
