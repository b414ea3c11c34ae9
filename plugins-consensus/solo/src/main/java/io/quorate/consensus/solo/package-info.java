/** The consensus protocol {@code solo}: a server alone. Imported by nobody. */
@NullMarked
package io.quorate.consensus.solo;

import org.jspecify.annotations.NullMarked;
