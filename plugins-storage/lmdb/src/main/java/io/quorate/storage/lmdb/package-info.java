/**
 * The storage engine {@code lmdb}: the tree in LMDB, what is in no checkpoint above it in memory,
 * the log in ZooKeeper's files. Imported by nobody.
 */
@NullMarked
package io.quorate.storage.lmdb;

import org.jspecify.annotations.NullMarked;
