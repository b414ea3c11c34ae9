/**
 * What a replica runs on: its loop, workers and clock, and what becomes of faults.
 *
 * <p>May import: nothing else of the replica. Imported by: every other package of the replica but
 * those of settings and memberships.
 */
@NullMarked
package io.quorate.replica.host;

import org.jspecify.annotations.NullMarked;
