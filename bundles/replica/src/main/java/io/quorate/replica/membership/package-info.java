/**
 * The configurations of the ensemble that this server knows, and where they survive a restart.
 *
 * <p>May import: nothing else of the replica. Imported by: driver, log, report, and the root. All
 * on the loop unless a member says otherwise.
 */
@NullMarked
package io.quorate.replica.membership;

import org.jspecify.annotations.NullMarked;
