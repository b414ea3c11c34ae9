/**
 * Turns a {@code zoo.cfg}, the legacy system properties and Quorate's own keys into checked
 * settings for the modules. One table of keys says what is understood; the reference page is made
 * from it.
 *
 * <p>May import: the model, the runtime. Imported by: the launcher.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.quorate.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
