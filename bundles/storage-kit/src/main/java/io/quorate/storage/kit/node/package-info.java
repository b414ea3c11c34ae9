/** Library of storage plugins: the packed record of a node, and its digest. */
@Export
@Version("1.0.0")
@NullMarked
package io.quorate.storage.kit.node;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
