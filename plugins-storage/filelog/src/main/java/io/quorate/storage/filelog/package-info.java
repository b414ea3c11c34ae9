/**
 * The storage engine {@code filelog}: tree on the heap, log and snapshots in ZooKeeper's files.
 * Imported by nobody.
 */
package io.quorate.storage.filelog;
