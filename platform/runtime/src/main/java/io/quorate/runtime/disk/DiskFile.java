package io.quorate.runtime.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file. One thread at a time. Nothing written is durable before {@link #sync()} has
 * returned.
 */
public interface DiskFile extends AutoCloseable {

    /** Length in bytes. */
    long size() throws IOException;

    /**
     * Reads at most {@code into.remaining()} bytes from offset {@code at}; returns the number read,
     * -1 at or behind the end.
     */
    int read(long at, ByteBuffer into) throws IOException;

    /** Writes all bytes of the buffers, in order, from offset {@code at}. */
    void write(long at, ByteBuffer... from) throws IOException;

    /**
     * Makes the file at least {@code size} bytes long, filled with zeros, so that later writes
     * below change no metadata.
     */
    void preallocate(long size) throws IOException;

    /** Cuts the file to {@code size} bytes. */
    void truncate(long size) throws IOException;

    /** Returns when data (and the metadata needed to read it) are on stable storage (fdatasync). */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
