/**
 * The contract of an election plugin. Imports the model, the runtime and the peer API; imported by election plugins and the replica.
 */
@Export
@Version("1.0.0")
package io.quorate.election;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
