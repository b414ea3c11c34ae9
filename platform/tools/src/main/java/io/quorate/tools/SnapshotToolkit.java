package io.quorate.tools;

import io.quorate.storage.StorageException;
import io.quorate.storage.kit.snapshot.SnapshotContainer;
import io.quorate.storage.kit.snapshot.SnapshotReader;
import io.quorate.storage.kit.snapshot.SnapshotSink;
import io.quorate.storage.kit.snapshot.SnapshotTrailer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the znodes and sessions of a snapshot. */
@Command(
        name = "zkSnapShotToolkit.sh",
        description = "Shows the znodes and sessions of a snapshot.")
public final class SnapshotToolkit implements Callable<Integer> {

    @SuppressWarnings("NullAway.Init") // given by picocli
    @Spec
    private CommandSpec spec;

    @Option(
            names = "-d",
            description = "Shows the data of each znode, in Base64 as ZooKeeper's tool does.")
    private boolean data;

    @Option(names = "-json", description = "Shows names and sizes as JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // given by picocli
    @Parameters(paramLabel = "snapshot", description = "Snapshot file.")
    private Path snapshot;

    public static void main(String... arguments) {
        System.exit(Tool.run(new SnapshotToolkit(), arguments));
    }

    @Override
    public Integer call() throws IOException, StorageException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            SnapshotSizes sizes = new SnapshotSizes();
            read(snapshot, sizes);
            sizes.print(out);
            return 0;
        }
        // Twice, so that a snapshot of any size can be shown: the first reading counts and checks.
        SnapshotCounts counts = new SnapshotCounts();
        read(snapshot, counts);
        out.println("ZNode Details (count=" + counts.nodes() + "):");
        long zxid = read(snapshot, new SnapshotText(out, data));
        out.println("----");
        counts.printSessions(out);
        out.println("----");
        out.println("Last zxid: 0x" + Long.toHexString(zxid));
        return 0;
    }

    /**
     * Reads a whole snapshot with all its checksums.
     *
     * @return the last zxid it has, else the one of its name
     */
    static long read(Path file, SnapshotSink sink) throws IOException, StorageException {
        Tool.demandFile(file);
        String name = file.getFileName().toString();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            SnapshotTrailer trailer =
                    SnapshotReader.read(
                            SnapshotContainer.ofFile(name), in, sink, Integer.MAX_VALUE - 8);
            return trailer.lastZxid() >= 0 ? trailer.lastZxid() : DataFiles.zxid(name);
        } catch (StorageException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
