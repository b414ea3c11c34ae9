/**
 * Around the pure cores of consensus and election: events in, actions out in order, links to their
 * owners, the role that comes of it.
 *
 * <p>May import: membership. Imported by: every package that has something to do with a role or
 * asks the core. All on the loop unless a member says otherwise.
 */
@NullMarked
package io.quorate.replica.driver;

import org.jspecify.annotations.NullMarked;
