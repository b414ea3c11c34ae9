/**
 * Library of consensus plugins: a stay with a leader as follower or observer. Dialling, getting in
 * step, following the log, and feeding observers as their master.
 *
 * <p>Imports of this module: {@code calls}, {@code feed}, {@code leader}, {@code state}.
 */
@Export
@Version("1.0.0")
package io.quorate.consensus.kit.learner;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
