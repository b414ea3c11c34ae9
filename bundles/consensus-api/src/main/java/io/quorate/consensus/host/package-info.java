/**
 * What drives a consensus core needs besides the contract: the rules on actions, as checks. For the
 * replica and the testkit; a plugin has no use for it.
 *
 * <p>May import: the model, the consensus API. Imported by: the replica, the testkit.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.quorate.consensus.host;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
