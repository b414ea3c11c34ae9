/**
 * The replicated state machine: one file per operation with its {@code prepare} (leader: judge a
 * request, make a transaction) and its {@code apply} (every replica: put the transaction into the
 * tree), the overlay of prepared transactions, ACL and quota checks, the tree digest, reads.
 *
 * <p>May import: {@code io.quorate.model}, {@code io.quorate.wire}, {@code io.quorate.storage}.
 * Imported by: {@code io.quorate.replica}. Start with {@link io.quorate.tree.ReplicatedTree}.
 */
@Export
@Version("2.0.0")
@NullMarked
package io.quorate.tree;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
