/**
 * A whole server in plain Java: {@link io.quorate.server.QuorateServer#builder} takes what is to be
 * used (a storage, a consensus, schemes of authentication, settings as records) and puts it
 * together in the order in which each part needs the others. No framework, no configuration file:
 * for programs that embed a server, and for tests. The components of the bundles put the same
 * classes together the same way.
 *
 * <p>May import: every module but plugins. Imported by: nobody.
 */
@NullMarked
package io.quorate.server;

import org.jspecify.annotations.NullMarked;
