/**
 * The contract of a storage engine: journal, hard state, versioned tree. Imports the model and the
 * runtime; imported by storage plugins, the tree and the replica.
 */
@Export
@Version("3.1.0")
@NullMarked
package io.quorate.storage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
