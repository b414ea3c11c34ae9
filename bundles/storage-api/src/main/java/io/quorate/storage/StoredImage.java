package io.quorate.storage;

import java.nio.file.Path;

/**
 * An uncompressed snapshot file of ZooKeeper's format.
 *
 * @param bodyOffset first byte behind the file header
 * @param bodyLength bytes up to and including the terminating path
 */
public record StoredImage(long zxid, Path file, long bodyOffset, long bodyLength) {}
