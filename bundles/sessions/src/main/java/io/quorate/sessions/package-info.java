/** Session table, expiry buckets and one FIFO lane per session. Imported by the replica. */
@Export
@Version("2.0.0")
@NullMarked
package io.quorate.sessions;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
