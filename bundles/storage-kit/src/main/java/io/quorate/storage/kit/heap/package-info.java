/**
 * Library of storage plugins: the copy-on-write tree on the heap, whole or as the overlay of what
 * is in no checkpoint yet.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.quorate.storage.kit.heap;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
