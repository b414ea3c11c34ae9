/**
 * The contract of an authentication scheme: credentials to identities, identities against ACL entries. Imports the model; imported by auth plugins, the tree and the replica.
 */
@Export
@Version("1.0.0")
package io.quorate.auth;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
