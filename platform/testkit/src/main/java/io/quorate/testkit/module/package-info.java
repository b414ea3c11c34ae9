/**
 * What is asked of modules as a whole: which plugins make a server, and what the packages of one
 * module import.
 *
 * <p>May import: every API. Imported by: tests only.
 */
@Export
@Version("1.1.0")
package io.quorate.testkit.module;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
