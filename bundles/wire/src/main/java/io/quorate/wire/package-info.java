/**
 * Jute reading and writing over byte arrays, frame bounds, one codec per message and transaction. Imports the model; imported by the gates, the storages and the replica.
 */
@Export
@Version("1.0.0")
package io.quorate.wire;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
