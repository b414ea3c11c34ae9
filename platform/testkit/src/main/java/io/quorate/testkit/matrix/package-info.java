/**
 * One set of tests for every assembly of plugins: which tests those are, what each needs, and a
 * program that runs them.
 *
 * <p>May import: {@code io.quorate.testkit.module}. Imported by: tests only.
 */
@Export
@Version("1.0.0")
package io.quorate.testkit.matrix;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
