package io.quorate.storage.kit.heap;

import com.sun.management.ThreadMXBean;
import io.quorate.model.Znode;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PathCursor;
import io.quorate.storage.Position;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.kit.snapshot.SnapshotContainer;
import io.quorate.storage.kit.snapshot.SnapshotReader;
import io.quorate.storage.kit.snapshot.SnapshotWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Measures the heap tree: heap per znode, CPU nanoseconds and bytes allocated per operation, time
 * to write and to load a snapshot. A tool, not a test: {@code java -XX:+UseCompactObjectHeaders -cp
 * … io.quorate.storage.kit.heap.TreeBench [znodes]}. Figures: docs/PERFORMANCE.md.
 */
public final class TreeBench {

    private static final int ROUNDS = 5;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final int count;
    private final HeapTree tree;
    private final TreeBatch batch;
    private final NodeRecord node = new NodeRecord();
    private final Random random = new Random(1);
    private long zxid = 0x100000000L;

    private TreeBench(int count) throws StorageException {
        this.count = count;
        tree = HeapTree.empty(true, TreeImages.NONE);
        batch = tree.batch();
    }

    /** Runs all measurements with {@code args[0]} znodes, 1,000,000 if absent. */
    public static void main(String[] args) throws Exception {
        int count = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        heap("test shape: one parent, name 10, data 100", count, 10, 100, count);
        heap("production shape: name 24, data 46, 20 children per directory", count, 24, 46, 20);
        for (int round = 0; round < ROUNDS; round++) {
            new TreeBench(count).operations(round == ROUNDS - 1);
        }
        snapshot(count);
        session(Math.min(count, 100_000));
    }

    private static void heap(String what, int count, int name, int data, int fanOut)
            throws StorageException {
        long before = used();
        TreeBench bench = new TreeBench(count);
        bench.fill(name, data, fanOut, 1000);
        bench.tree.version();
        long after = used();
        System.out.printf(
                "heap, %s: %.1f bytes per znode%n",
                what, (after - before) / (double) bench.batch.counts().nodes());
        if (bench.batch.counts().nodes() < count) {
            throw new IllegalStateException();
        }
    }

    private void fill(int name, int data, int fanOut, int perTxn) throws StorageException {
        create(Znode.of("/a"), null);
        create(Znode.of("/a/b"), null);
        create(Znode.of("/a/b/c"), null);
        create(Znode.of("/a/b/c/d"), null);
        Znode parent = null;
        byte[] bytes = new byte[data];
        for (int i = 0; i < count; i++) {
            if (i % fanOut == 0) {
                parent = Znode.of("/a/b/c/d/" + padded(i / fanOut, name));
                create(parent, null);
            }
            random.nextBytes(bytes);
            create(parent.child(padded(i, name)), bytes);
            if (i % perTxn == 0) {
                commit();
            }
        }
        commit();
    }

    private static String padded(int number, int length) {
        StringBuilder text = new StringBuilder(length).append(number);
        while (text.length() < length) {
            text.insert(0, 'n');
        }
        return text.toString();
    }

    private void operations(boolean report) throws StorageException {
        fill(10, 100, count, 1000);
        Znode parent = Znode.of("/a/b/c/d/" + padded(0, 10));
        int ops = Math.min(count, 300_000);
        Znode[] old = new Znode[ops];
        Znode[] fresh = new Znode[ops];
        for (int i = 0; i < ops; i++) {
            old[i] = parent.child(padded(random.nextInt(count), 10));
            fresh[i] = parent.child(padded(count + i, 10));
        }
        byte[] data = new byte[100];
        measure("get, depth 6, parent of " + count, report, ops, i -> batch.get(old[i], node));
        measure("get, 200 hot nodes", report, ops, i -> batch.get(old[i % 200], node));
        measure(
                "create + counters + seal + publish",
                report,
                ops,
                i -> {
                    create(fresh[i], data);
                    commit();
                });
        measure(
                "setData + seal + publish",
                report,
                ops,
                i -> {
                    setData(old[i], data);
                    commit();
                });
        measure(
                "setData, 64 per publish, one seal each",
                report,
                ops,
                i -> {
                    setData(old[i], data);
                    batch.seal(zxid);
                    if (i % 64 == 0) {
                        batch.publish();
                    }
                });
        measure(
                "delete + counters + seal + publish",
                report,
                ops,
                i -> {
                    batch.remove(fresh[i]);
                    Znode above = fresh[i].parent();
                    batch.get(above, node);
                    batch.counters(above, node.cversion, ++zxid);
                    commit();
                });
    }

    private void create(Znode path, byte[] data) throws StorageException {
        node.created(++zxid, 1_790_000_000_000L + zxid % 1_000_000, 0);
        node.aclId = NodeRecord.OPEN_ACL;
        node.data(data);
        batch.put(path, node);
        Znode parent = path.parent();
        batch.get(parent, node);
        batch.counters(parent, node.cversion + 1, zxid);
    }

    private void setData(Znode path, byte[] data) throws StorageException {
        batch.get(path, node);
        node.mzxid = ++zxid;
        node.mtimeMillis += 5;
        node.version++;
        node.data(data);
        batch.put(path, node);
    }

    private void commit() {
        batch.seal(zxid);
        batch.publish();
    }

    private interface Operation {
        void run(int i) throws StorageException;
    }

    private static void measure(String what, boolean report, int ops, Operation operation)
            throws StorageException {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < ops; i++) {
            operation.run(i);
        }
        long nanos = THREADS.getCurrentThreadCpuTime() - start;
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        if (report) {
            System.out.printf("%s: %d ns, %d bytes allocated%n", what, nanos / ops, bytes / ops);
        }
    }

    private static void snapshot(int count) throws StorageException, IOException {
        TreeBench bench = new TreeBench(count);
        bench.fill(10, 100, 1000, 1000);
        Path file = Files.createTempFile("tree", ".snapshot");
        try {
            for (SnapshotContainer container : SnapshotContainer.values()) {
                long start = THREADS.getCurrentThreadCpuTime();
                try (OutputStream out =
                        container.wrap(
                                new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
                    SnapshotWriter.write(bench.tree.version(), out, true, true);
                }
                long written = THREADS.getCurrentThreadCpuTime();
                String times = "";
                for (int round = 0; round < 3; round++) {
                    long from = THREADS.getCurrentThreadCpuTime();
                    load(container, file, bench.tree.version().position());
                    times += " " + (THREADS.getCurrentThreadCpuTime() - from) / 1_000_000;
                }
                System.out.printf(
                        "snapshot %s: %d bytes, written in %d ms, loaded in%s ms%n",
                        container, Files.size(file), (written - start) / 1_000_000, times);
            }
        } finally {
            Files.delete(file);
        }
    }

    private static void load(SnapshotContainer container, Path file, Position expected)
            throws StorageException, IOException {
        HeapLoader loader = new HeapLoader(true);
        try (InputStream in = Files.newInputStream(file)) {
            SnapshotReader.read(container, in, loader, 1 << 24);
        }
        if (loader.finish(expected.zxid()).version().position().digest() != expected.digest()) {
            throw new IllegalStateException("another digest");
        }
    }

    private static void session(int count) throws StorageException {
        TreeBench bench = new TreeBench(count);
        bench.fill(10, 10, count, 1000);
        Znode parent = Znode.of("/a/b/c/d/" + padded(0, 10));
        for (int i = 0; i < count; i++) {
            bench.node.created(++bench.zxid, 0, 0x77);
            bench.batch.put(parent.child("e" + i), bench.node);
        }
        bench.commit();
        long start = THREADS.getCurrentThreadCpuTime();
        for (PathCursor each = bench.batch.index(TreeIndex.EPHEMERAL, 0x77); each.next(); ) {
            bench.batch.remove(each.path());
        }
        bench.commit();
        System.out.printf(
                "closing a session with %d ephemerals: %d ms%n",
                count, (THREADS.getCurrentThreadCpuTime() - start) / 1_000_000);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
