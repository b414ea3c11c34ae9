/**
 * Library of storage plugins: the log in ZooKeeper's files, and hard state in files beside it.
 * Knows nothing of trees.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.quorate.storage.kit.log;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
