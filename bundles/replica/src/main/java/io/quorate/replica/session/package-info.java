/**
 * Sessions, global and local: which connection has which, when they expire, what a change of role
 * means to them.
 *
 * <p>May import: client, driver, log (its newest zxid), settings. Imported by: txn, report, and the
 * root. All on the loop unless a member says otherwise.
 */
@NullMarked
package io.quorate.replica.session;

import org.jspecify.annotations.NullMarked;
