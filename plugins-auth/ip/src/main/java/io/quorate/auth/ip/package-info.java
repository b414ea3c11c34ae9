/** The scheme {@code ip}: addresses and ranges of them. Imported by nobody. */
@NullMarked
package io.quorate.auth.ip;

import org.jspecify.annotations.NullMarked;
