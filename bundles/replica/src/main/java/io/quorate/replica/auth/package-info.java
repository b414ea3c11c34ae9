/**
 * Schemes of authentication as the replica uses them: which are there, what they may do and how
 * they are kept from doing harm, and what one connection has shown.
 *
 * <p>May import: nothing else of the replica. Imported by: settings, client, session, and the root.
 * All on the loop unless a member says otherwise.
 */
@NullMarked
package io.quorate.replica.auth;

import org.jspecify.annotations.NullMarked;
