/**
 * Certificates for tests, made in no time: an authority, what it issues, and both in every kind of
 * file.
 *
 * <p>May import: nothing. Imported by: tests only.
 */
@Export
@Version("1.0.0")
package io.quorate.testkit.tls;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
