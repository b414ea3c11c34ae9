/**
 * The replica: one loop on which requests, the consensus core and the tree meet. It owns tree,
 * sessions and watches; gates reach it through {@link io.quorate.service.RequestHandler}. Exports
 * nothing.
 *
 * <p>May import: every module of floors 0 to 2 except plugins. Imported by: nobody.
 */
@NullMarked
package io.quorate.replica;

import org.jspecify.annotations.NullMarked;
