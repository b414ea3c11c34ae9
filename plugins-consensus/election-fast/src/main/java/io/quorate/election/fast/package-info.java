/** The election {@code fast}, as ZooKeeper servers hold it. Imported by nobody. */
package io.quorate.election.fast;
