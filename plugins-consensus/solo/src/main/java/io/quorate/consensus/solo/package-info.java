/** The consensus protocol {@code solo}: a server alone. Imported by nobody. */
package io.quorate.consensus.solo;
