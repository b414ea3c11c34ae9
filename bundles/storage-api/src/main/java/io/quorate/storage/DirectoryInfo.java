package io.quorate.storage;

/**
 * What a directory holds.
 *
 * @param empty nothing an engine would load
 * @param lastZxid highest zxid found in names, -1 if none
 */
public record DirectoryInfo(boolean empty, long lastZxid) {}
