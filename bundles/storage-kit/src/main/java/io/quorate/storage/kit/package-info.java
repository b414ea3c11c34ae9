/**
 * Library of storage plugins, imported by them only. Here: files that are replaced as one, names of
 * data files, streams over a disk, faults. Beside it: the log and hard state, the record of a node,
 * the snapshot stream, the heap tree.
 */
@Export
@Version("3.0.0")
@NullMarked
package io.quorate.storage.kit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
