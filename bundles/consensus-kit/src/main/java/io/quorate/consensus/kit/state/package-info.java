/**
 * Library of consensus plugins: what a server keeps whatever its role. Hard state and log,
 * configurations, time, settings, the rules that safety hangs on, and how it enters and leaves a
 * role. One core owns all of it; nothing here is safe for threads.
 *
 * <p>Imports of this module: nothing.
 */
@Export
@Version("1.0.0")
package io.quorate.consensus.kit.state;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
