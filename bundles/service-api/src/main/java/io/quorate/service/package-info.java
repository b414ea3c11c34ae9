/**
 * The hatch between the doors and the replica. Imports the model and the runtime; implemented by the replica, imported by the gates and admin.
 */
@Export
@Version("1.0.0")
package io.quorate.service;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
