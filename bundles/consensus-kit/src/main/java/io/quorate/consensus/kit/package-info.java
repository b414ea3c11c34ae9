/**
 * Library of consensus plugins: the core that moves a server from role to role, and the search for
 * a leader. A protocol brings what its servers do as leader and as learner.
 *
 * <p>Imports of this module: {@code state}.
 */
@Export
@Version("1.0.0")
package io.quorate.consensus.kit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
