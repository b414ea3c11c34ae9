/**
 * Checks the data directory of a server that does not run: logs, snapshots, hard state, and the
 * tree they come to. Changes nothing. Start with {@link io.quorate.tools.verify.DirectoryCheck}.
 *
 * <p>May import: no other package of this module. Imported by: the root.
 */
@NullMarked
package io.quorate.tools.verify;

import org.jspecify.annotations.NullMarked;
