/**
 * Library of consensus plugins: calls on their way from a learner to its leader, those of its own
 * sessions and those of observers that follow it, and what becomes of their answers.
 *
 * <p>Imports of this module: {@code feed}, {@code state}.
 */
@Export
@Version("1.0.0")
package io.quorate.consensus.kit.calls;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
