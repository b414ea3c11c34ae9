/**
 * The configurations of the ensemble that this server knows, and where they survive a restart.
 *
 * <p>May import: nothing else of the replica. Imported by: driver, log, report, and the root. All
 * on the loop unless a member says otherwise.
 */
package io.quorate.replica.membership;
