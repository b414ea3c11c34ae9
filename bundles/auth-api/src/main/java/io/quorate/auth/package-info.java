/**
 * The contract of an authentication scheme: credentials to identities, identities against ACL
 * entries.
 *
 * <p>May import: the model. Imported by: auth plugins, the tree, the replica.
 */
@Export
@Version("2.0.0")
@NullMarked
package io.quorate.auth;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
