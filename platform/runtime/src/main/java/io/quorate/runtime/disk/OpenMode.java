package io.quorate.runtime.disk;

/** How a file is opened. */
public enum OpenMode {
    /** Must exist; reads only. */
    READ,
    /** Must exist; reads and writes. */
    WRITE,
    /** Must not exist; created empty. */
    CREATE
}
