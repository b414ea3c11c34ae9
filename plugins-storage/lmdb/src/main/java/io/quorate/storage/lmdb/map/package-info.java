/**
 * The ordered map below the tree of the storage engine {@code lmdb}, and LMDB as one. Knows nothing
 * of trees.
 */
@NullMarked
package io.quorate.storage.lmdb.map;

import org.jspecify.annotations.NullMarked;
