/**
 * Clock, counters, bounded queues, fault policy and the disk port. Imports nothing of Quorate;
 * imported by every module above floor 0.
 */
@Export
@Version("1.2.0")
@NullMarked
package io.quorate.runtime;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
