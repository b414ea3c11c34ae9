/**
 * What is on disk and on its way there: the log and its worker, hard state, the newest entries,
 * snapshots, history that a leader replaces, room on the disks.
 *
 * <p>May import: driver, membership, settings. Imported by: session, txn, report, and the root. All
 * on the loop unless a member says otherwise.
 */
@NullMarked
package io.quorate.replica.log;

import org.jspecify.annotations.NullMarked;
