/**
 * Library of storage plugins: journal files, hard state, node records, the copy-on-write heap tree,
 * the snapshot stream. Imported by storage plugins only.
 */
@Export
@Version("2.0.0")
package io.quorate.storage.kit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
