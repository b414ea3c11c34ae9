/**
 * The storage engine {@code filelog}: tree on the heap, log and snapshots in ZooKeeper's files.
 * Imported by nobody.
 */
@NullMarked
package io.quorate.storage.filelog;

import org.jspecify.annotations.NullMarked;
