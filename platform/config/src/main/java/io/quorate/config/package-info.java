/**
 * Turns a zoo.cfg and the legacy properties into validated settings. Imports the model and the runtime; imported by the kernel and the launcher.
 */
@Export
@Version("1.0.0")
package io.quorate.config;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
