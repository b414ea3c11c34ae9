/**
 * Settings of a replica: validated records, made from a configuration or by a test.
 *
 * <p>May import: auth of the replica. Imported by: every other package of the replica. All on the
 * loop unless a member says otherwise.
 */
@NullMarked
package io.quorate.replica.settings;

import org.jspecify.annotations.NullMarked;
