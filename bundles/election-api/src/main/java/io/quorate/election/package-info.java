/**
 * The contract of an election plugin: a pure core that is stepped with events and answers with
 * actions. It stands beside the consensus core and does not know it; the replica carries six values
 * between the two.
 *
 * <p>May import: the model, the runtime, the peer API. Imported by: election plugins, the replica.
 */
@Export
@Version("2.0.0")
@NullMarked
package io.quorate.election;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
