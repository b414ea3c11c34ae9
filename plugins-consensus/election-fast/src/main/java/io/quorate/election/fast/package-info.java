/** The election {@code fast}, as ZooKeeper servers hold it. Imported by nobody. */
@NullMarked
package io.quorate.election.fast;

import org.jspecify.annotations.NullMarked;
