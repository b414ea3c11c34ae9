/**
 * Library of storage plugins: the stream of a snapshot in ZooKeeper's format, written and read, and
 * the containers it is kept in. Any tree can be written and built with it.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.quorate.storage.kit.snapshot;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
