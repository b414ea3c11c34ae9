/**
 * The contract of a consensus plugin: a pure core that is stepped with events and answers with
 * actions, in an alphabet that carries ZAB, Multi-Paxos and a lone server alike.
 *
 * <p>May import: the model, the runtime, the peer API. Imported by: consensus plugins, the replica.
 */
@Export
@Version("3.0.0")
@NullMarked
package io.quorate.consensus;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
