/** The watch index. Imported by the replica. */
@Export
@Version("2.0.0")
package io.quorate.watches;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
