/**
 * The disk port: the only way modules reach files. Imports nothing of Quorate; imported by the
 * storages.
 */
@Export
@Version("1.2.0")
@NullMarked
package io.quorate.runtime.disk;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
