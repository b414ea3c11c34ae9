/**
 * Library of consensus plugins: how a server brings learners in step and keeps them there, one feed
 * for each. What they bring is a {@link io.quorate.consensus.kit.feed.History}, what it says to
 * them is in the words of a protocol.
 *
 * <p>Imports of this module: {@code state}.
 */
@Export
@Version("1.0.0")
package io.quorate.consensus.kit.feed;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
