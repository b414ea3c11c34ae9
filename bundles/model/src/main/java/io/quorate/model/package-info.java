/**
 * The values every module speaks of: paths, stats, ACL entries, requests, transactions, outcomes,
 * codes. No behaviour but validation.
 *
 * <p>May import: nothing but the JDK. Imported by: every module.
 */
@Export
@Version("1.3.0")
@NullMarked
package io.quorate.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
