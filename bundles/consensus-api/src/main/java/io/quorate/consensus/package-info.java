/**
 * The contract of a consensus plugin: a pure core, its events and its actions. Imports the model, the runtime and the peer API; imported by consensus plugins and the replica.
 */
@Export
@Version("1.0.0")
package io.quorate.consensus;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
