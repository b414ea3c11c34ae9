/**
 * What becomes of a write: prepared and proposed at the leader, applied everywhere, the work that
 * comes due behind it.
 *
 * <p>May import: client, session, driver, log, settings. Imported by: report and the root. All on
 * the loop unless a member says otherwise.
 */
@NullMarked
package io.quorate.replica.txn;

import org.jspecify.annotations.NullMarked;
