/** The scheme {@code digest}: user names and passwords. Imported by nobody. */
@NullMarked
package io.quorate.auth.digest;

import org.jspecify.annotations.NullMarked;
