/**
 * The replicated state machine: prepare and apply of every operation, ACL and quota checks, the tree digest. Imported by the replica.
 */
@Export
@Version("1.0.0")
package io.quorate.tree;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
