/** Moves the tree of a server that does not run from one storage to another. */
@NullMarked
package io.quorate.tools.convert;

import org.jspecify.annotations.NullMarked;
