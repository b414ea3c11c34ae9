package io.quorate.storage.filelog;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import io.quorate.storage.LoadedContent;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageSettings;
import io.quorate.storage.kit.DiskFaults;
import io.quorate.storage.kit.DiskInput;
import io.quorate.storage.kit.heap.HeapLoader;
import io.quorate.storage.kit.snapshot.SnapshotContainer;
import io.quorate.storage.kit.snapshot.SnapshotReader;
import io.quorate.storage.kit.snapshot.SnapshotTrailer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** One snapshot being read. Source: spec disk-format sections 6 and 11.2. */
final class SnapshotFile {

    private static final int SIZE_MIN = 10;
    private static final byte[] SEAL_END = {0, 0, 0, 1, '/'};
    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
    private static final byte[] SNAPPY_MAGIC = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};

    private final Path path;
    private final long zxid;
    private final StorageHost host;

    SnapshotFile(Path path, long zxid, StorageHost host) {
        this.path = path;
        this.zxid = zxid;
        this.host = host;
    }

    /** The quick test: false means that the file was never finished. */
    static boolean looksWhole(Disk disk, Path path) throws IOException {
        try (DiskFile file = disk.open(path, OpenMode.READ)) {
            long size = file.size();
            if (size < SIZE_MIN) {
                return false;
            }
            return switch (SnapshotContainer.ofFile(path.getFileName().toString())) {
                case RAW ->
                        Arrays.equals(
                                bytes(file, size - SEAL_END.length, SEAL_END.length), SEAL_END);
                case GZIP -> Arrays.equals(bytes(file, 0, GZIP_MAGIC.length), GZIP_MAGIC);
                case SNAPPY -> Arrays.equals(bytes(file, 0, SNAPPY_MAGIC.length), SNAPPY_MAGIC);
            };
        }
    }

    private static byte[] bytes(DiskFile file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && file.read(at + bytes.position(), bytes) > 0) {
            // Short reads are legal.
        }
        return bytes.array();
    }

    /** Reads all of it, with all seals. */
    @SuppressWarnings("NullAway") // a fault of the storage has a message
    SnapshotFiles.Loaded load(long skippedZxid) throws StorageException {
        StorageSettings settings = host.settings();
        SnapshotContainer container = SnapshotContainer.ofFile(path.getFileName().toString());
        try (InputStream in = new DiskInput(host.disk().open(path, OpenMode.READ))) {
            HeapLoader loader = new HeapLoader(settings.extendedTypes());
            long streamBytes =
                    container == SnapshotContainer.RAW ? host.disk().size(path) : Long.MAX_VALUE;
            SnapshotTrailer trailer = SnapshotReader.read(container, in, loader, streamBytes);
            loader.finish(zxid);
            long until =
                    Math.max(trailer.lastZxid(), trailer.hasDigest() ? trailer.digestZxid() : 0);
            boolean comparable = trailer.hasDigest() && trailer.digestZxid() == until && until > 0;
            LoadedContent content =
                    new LoadedContent(Math.max(0, until), comparable, trailer.digest());
            return new SnapshotFiles.Loaded(loader, zxid, content, skippedZxid);
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot read a snapshot", path);
        } catch (StorageException fault) {
            throw fault.file() != null
                    ? fault
                    : new StorageException(
                            fault.kind(), fault.getMessage(), path, fault.offset(), fault);
        }
    }
}
