/**
 * Library of consensus plugins: a term as leader. Numbers and decides transactions, carries out the
 * calls of learners, changes the configuration, and ends the term.
 *
 * <p>Imports of this module: {@code calls}, {@code feed}, {@code state}.
 */
@Export
@Version("1.0.0")
package io.quorate.consensus.kit.leader;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
