/** The storage engine {@code memory}: nothing outlives the process. Imported by nobody. */
package io.quorate.storage.memory;
