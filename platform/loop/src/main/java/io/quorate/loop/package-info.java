/**
 * The Netty event loops seen as loops of the runtime. Imports the runtime; imported by the gates.
 */
@Export
@Version("1.0.0")
package io.quorate.loop;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
