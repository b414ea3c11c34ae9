package io.quorate.tools;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a transaction log, damaged ones included, in their order. One thread. Source: spec
 * disk-format sections 3 and 4.
 */
final class LogFile implements AutoCloseable {

    private static final int MAGIC = 0x5A4B4C47;
    private static final byte END_MARK = 0x42;

    /** Longest entry looked at; a length beyond that is damage. */
    private static final int ENTRY_BYTES_MAX = 1 << 30;

    /**
     * One entry.
     *
     * @param offset where it begins in the file
     * @param checksum as it stands in the file
     */
    record Entry(long offset, long checksum, byte[] payload) {

        boolean isWhole() {
            return checksum == checksumOf(payload);
        }

        /** The same with the checksum its payload has. */
        Entry mended() {
            return new Entry(offset, checksumOf(payload), payload);
        }
    }

    private final Path file;
    private final DataInputStream in;
    private final long size;
    private final int version;
    private final long dbid;
    private long at;

    /** Opens a log; says in one sentence what is wrong with a file that is none. */
    LogFile(Path file) throws IOException {
        this.file = file;
        Tool.demandFile(file);
        this.size = Files.size(file);
        this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
        try {
            if (in.readInt() != MAGIC) {
                throw new IOException(file + " is no transaction log: it begins otherwise");
            }
            this.version = in.readInt();
            this.dbid = in.readLong();
        } catch (EOFException e) {
            in.close();
            throw new IOException(file + " is no transaction log: it has no header", e);
        } catch (IOException e) {
            in.close();
            throw e;
        }
        this.at = 16;
    }

    int version() {
        return version;
    }

    long dbid() {
        return dbid;
    }

    /**
     * The next entry; null at the end, which zeros are too.
     *
     * @throws IOException with file and offset where an entry ends early or makes no sense
     */
    @Nullable Entry next() throws IOException {
        long offset = at;
        if (size - offset < Long.BYTES + Integer.BYTES) {
            return null;
        }
        long checksum = in.readLong();
        int length = in.readInt();
        if (length == 0) {
            return null;
        }
        if (length < 0 || length > ENTRY_BYTES_MAX) {
            throw damage(offset, "an entry has a length of " + length);
        }
        if (size - offset - Long.BYTES - Integer.BYTES <= length) {
            throw damage(offset, "the file ends inside of an entry");
        }
        byte[] payload = in.readNBytes(length);
        if (in.readByte() != END_MARK) {
            throw damage(offset, "the entry has no end mark");
        }
        at = offset + Long.BYTES + Integer.BYTES + length + 1;
        return new Entry(offset, checksum, payload);
    }

    private IOException damage(long offset, String what) {
        return new IOException(file + " at offset " + offset + ": " + what);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    static void writeHeader(DataOutputStream out, int version, long dbid) throws IOException {
        out.writeInt(MAGIC);
        out.writeInt(version);
        out.writeLong(dbid);
    }

    static void write(DataOutputStream out, Entry entry) throws IOException {
        out.writeLong(entry.checksum);
        out.writeInt(entry.payload.length);
        out.write(entry.payload);
        out.writeByte(END_MARK);
    }

    /** A new file; one that exists is refused, so that nothing is overwritten. */
    static OutputStream create(Path target) throws IOException {
        return Files.newOutputStream(
                target,
                java.nio.file.StandardOpenOption.CREATE_NEW,
                java.nio.file.StandardOpenOption.WRITE);
    }

    private static long checksumOf(byte[] payload) {
        Adler32 adler = new Adler32();
        adler.update(payload);
        return adler.getValue();
    }
}
