package io.quorate.storage.kit.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How a snapshot stream is wrapped in a file. Source: spec disk-format section 6.3. */
public enum SnapshotContainer {
    RAW(""),
    GZIP(".gz"),
    SNAPPY(".snappy");

    private static final int BUFFER = 64 << 10;

    private final String suffix;

    SnapshotContainer(String suffix) {
        this.suffix = suffix;
    }

    /** Ending of file names: empty, {@code .gz} or {@code .snappy}. */
    public String suffix() {
        return suffix;
    }

    /** The container a file's name speaks of. */
    public static SnapshotContainer ofFile(String name) {
        if (name.endsWith(GZIP.suffix)) {
            return GZIP;
        }
        return name.endsWith(SNAPPY.suffix) ? SNAPPY : RAW;
    }

    /**
     * The container a setting names: empty, {@code gz} or {@code snappy}; anything else is {@link
     * #RAW}.
     */
    public static SnapshotContainer ofSetting(String method) {
        return switch (method) {
            case "gz" -> GZIP;
            case "snappy" -> SNAPPY;
            default -> RAW;
        };
    }

    /** Wraps a stream for writing; closing it finishes the container and closes {@code out}. */
    public OutputStream wrap(OutputStream out) throws IOException {
        return switch (this) {
            case RAW -> out;
            case GZIP -> new GZIPOutputStream(out, BUFFER);
            case SNAPPY -> new SnappyOutput(out);
        };
    }

    /**
     * Unwraps a stream for reading. A malformed container shows as {@link
     * java.util.zip.ZipException} or {@link java.io.EOFException}.
     */
    public InputStream unwrap(InputStream in) throws IOException {
        return switch (this) {
            case RAW -> in;
            case GZIP -> new GZIPInputStream(in, BUFFER);
            case SNAPPY -> new SnappyInput(in);
        };
    }
}
