/** Contract suites, virtual clock, simulated disk and network. Imported by tests only. */
@Export
@Version("1.0.0")
package io.quorate.testkit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
