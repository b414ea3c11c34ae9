/**
 * What the replica says of itself: figures and inspections.
 *
 * <p>May import: every other package of the replica but the root. Imported by: the root. All on the
 * loop unless a member says otherwise.
 */
@NullMarked
package io.quorate.replica.report;

import org.jspecify.annotations.NullMarked;
