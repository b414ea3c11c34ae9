/**
 * One connection of a client: its requests in order, its identity, its reads and watches.
 *
 * <p>May import: auth, driver. Imported by: session, txn, report, and the root. All on the loop
 * unless a member says otherwise.
 */
@NullMarked
package io.quorate.replica.client;

import org.jspecify.annotations.NullMarked;
