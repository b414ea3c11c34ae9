/** The storage engine {@code memory}: nothing outlives the process. Imported by nobody. */
@NullMarked
package io.quorate.storage.memory;

import org.jspecify.annotations.NullMarked;
