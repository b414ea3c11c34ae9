package io.quorate.testkit;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A disk in memory that forgets: a power loss keeps what was synced and, of everything later, any
 * set of 512-byte sectors and any first part of each directory's changes. It can lose power at any
 * operation, fail an operation, and fill up. The same seed gives the same losses. Thread-safe.
 */
public final class SimDisk implements Disk {

    /** What a power loss does to bytes that were written and not synced. */
    public enum Survival {
        NOTHING,
        EVERYTHING,
        /** Each sector by the toss of a coin. */
        SOME;

        boolean survives(Random random) {
            return this == EVERYTHING || (this == SOME && random.nextBoolean());
        }
    }

    /** Operations that change something. */
    public enum Operation {
        CREATE,
        WRITE,
        TRUNCATE,
        SYNC,
        RENAME,
        DELETE,
        SYNC_DIRECTORY
    }

    private record Fault(Operation operation, String nameContains, String message) {}

    private record DirectoryChange(Path path, SimInode inode, Path removed) {}

    private final Random random;
    private final Map<Path, SimInode> seen = new HashMap<>();
    private final Map<Path, SimInode> durable = new HashMap<>();
    private final Map<Path, List<DirectoryChange>> pending = new HashMap<>();
    private final Set<Path> directories = new HashSet<>();
    private final Set<Path> locks = new HashSet<>();
    private final List<Fault> faults = new ArrayList<>();
    private Survival survival = Survival.SOME;
    private long operations;
    private long crashAt = Long.MAX_VALUE;
    private boolean off;
    private int life;
    private long capacity = Integer.MAX_VALUE;
    private Runnable duringSync = () -> {};

    public SimDisk(long seed) {
        random = new Random(seed);
    }

    /** Changing operations so far. */
    public synchronized long operations() {
        return operations;
    }

    /**
     * Loses power when {@code count} more changing operations have been done; the next one is not
     * done and throws {@link SimCrash}.
     */
    public synchronized void crashAfter(long count) {
        crashAt = operations + count;
    }

    /** Chooses what the next power loss spares. */
    public synchronized void survival(Survival choice) {
        survival = choice;
    }

    /** Loses power now. */
    public synchronized void crash() {
        off = true;
        life++;
    }

    /**
     * Switches the machine on again: all handles and locks are gone, unsynced changes survive as
     * chosen, no crash is planned.
     */
    public synchronized void restart() {
        off = false;
        life++;
        crashAt = Long.MAX_VALUE;
        locks.clear();
        faults.clear();
        for (List<DirectoryChange> changes : pending.values()) {
            int kept =
                    switch (survival) {
                        case NOTHING -> 0;
                        case EVERYTHING -> changes.size();
                        case SOME -> random.nextInt(changes.size() + 1);
                    };
            changes.subList(0, kept).forEach(this::applyDurably);
        }
        pending.clear();
        seen.clear();
        seen.putAll(durable);
        for (SimInode inode : new LinkedHashSet<>(seen.values())) {
            inode.crash(random, survival);
        }
    }

    /**
     * The next {@code operation} on a file whose name contains {@code nameContains} fails with
     * {@code message}, once.
     */
    public synchronized void fail(Operation operation, String nameContains, String message) {
        faults.add(new Fault(operation, nameContains, message));
    }

    /** Whether a failure is planned that has not happened yet. */
    public synchronized boolean isFailing() {
        return !faults.isEmpty();
    }

    /** Runs {@code what} in every sync of a file; a slow disk moves the test's clock there. */
    public synchronized void duringSync(Runnable what) {
        duringSync = what;
    }

    /** Bytes the disk can hold. */
    public synchronized void capacity(long bytes) {
        capacity = bytes;
    }

    /** Whether its capacity is limited. */
    public synchronized boolean isLimited() {
        return capacity != Integer.MAX_VALUE;
    }

    /** Plans no failure and no loss of power any more. */
    public synchronized void mend() {
        crashAt = Long.MAX_VALUE;
        faults.clear();
    }

    /** Bytes in all files. */
    public synchronized long used() {
        return seen.values().stream().mapToLong(SimInode::size).sum();
    }

    /** A copy of what programs see in a file. */
    public synchronized byte[] content(Path file) throws IOException {
        return inode(file).content();
    }

    /** A person deletes a directory with all that is in it; open files stay open. */
    public synchronized void remove(Path directory) {
        seen.keySet().removeIf(path -> path.startsWith(normal(directory)));
        durable.keySet().removeIf(path -> path.startsWith(normal(directory)));
        pending.keySet().removeIf(path -> path.startsWith(normal(directory)));
        directories.removeIf(path -> path.startsWith(normal(directory)));
    }

    /** Makes a durable file with {@code content}. */
    public synchronized void put(Path file, byte[] content) {
        createDirectories(file.getParent());
        SimInode inode = new SimInode();
        inode.path = normal(file);
        inode.write(0, content.clone());
        inode.sync();
        seen.put(normal(file), inode);
        durable.put(normal(file), inode);
    }

    @Override
    public synchronized DiskFile open(Path file, OpenMode mode) throws IOException {
        Path path = normal(file);
        if (mode == OpenMode.CREATE) {
            step(Operation.CREATE, path);
            if (seen.containsKey(path)) {
                throw new FileAlreadyExistsException(path.toString());
            }
            SimInode inode = new SimInode();
            inode.path = path;
            seen.put(path, inode);
            record(path.getParent(), new DirectoryChange(path, inode, null));
            return new SimFile(this, inode, true, life);
        }
        checkOn(path);
        return new SimFile(this, inode(path), mode == OpenMode.WRITE, life);
    }

    @Override
    public synchronized boolean exists(Path path) {
        checkOn(path);
        return seen.containsKey(normal(path)) || directories.contains(normal(path));
    }

    @Override
    public synchronized long size(Path file) throws IOException {
        checkOn(file);
        return inode(file).size();
    }

    @Override
    public synchronized Object identity(Path file) {
        checkOn(file);
        return seen.get(normal(file));
    }

    @Override
    public synchronized List<String> list(Path directory) {
        checkOn(directory);
        List<String> names = new ArrayList<>();
        for (Path path : seen.keySet()) {
            if (path.getParent().equals(normal(directory))) {
                names.add(path.getFileName().toString());
            }
        }
        names.sort(null);
        return names;
    }

    @Override
    public synchronized void createDirectories(Path directory) {
        checkOn(directory);
        for (Path path = normal(directory); path != null; path = path.getParent()) {
            directories.add(path);
        }
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        Path source = normal(from);
        Path target = normal(to);
        step(Operation.RENAME, target);
        SimInode inode = inode(source);
        seen.remove(source);
        seen.put(target, inode);
        inode.path = target;
        record(target.getParent(), new DirectoryChange(target, inode, source));
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        Path path = normal(file);
        step(Operation.DELETE, path);
        if (seen.remove(path) != null) {
            record(path.getParent(), new DirectoryChange(null, null, path));
        }
    }

    @Override
    public synchronized void syncDir(Path directory) throws IOException {
        step(Operation.SYNC_DIRECTORY, directory);
        List<DirectoryChange> changes = pending.remove(normal(directory));
        if (changes != null) {
            changes.forEach(this::applyDurably);
        }
    }

    @Override
    public synchronized AutoCloseable lock(Path directory) throws IOException {
        checkOn(directory);
        Path path = normal(directory);
        if (!locks.add(path)) {
            throw new IOException("directory " + directory + " is in use by another server");
        }
        int mine = life;
        return () -> unlock(path, mine);
    }

    private synchronized void unlock(Path path, int lifeOfLock) {
        if (lifeOfLock == life) {
            locks.remove(path);
        }
    }

    @Override
    public synchronized long usable(Path directory) {
        checkOn(directory);
        return Math.max(0, capacity - used());
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private SimInode inode(Path file) throws NoSuchFileException {
        SimInode inode = seen.get(normal(file));
        if (inode == null) {
            throw new NoSuchFileException(file.toString());
        }
        return inode;
    }

    private void record(Path directory, DirectoryChange change) {
        pending.computeIfAbsent(directory, key -> new ArrayList<>()).add(change);
    }

    private void applyDurably(DirectoryChange change) {
        if (change.removed() != null) {
            durable.remove(change.removed());
        }
        if (change.path() != null) {
            durable.put(change.path(), change.inode());
        }
    }

    int life() {
        return life;
    }

    Runnable duringSync() {
        return duringSync;
    }

    private void checkOn(Path path) {
        if (off) {
            throw new SimCrash("a call for " + path);
        }
    }

    /** Counts a changing operation; crashes or fails if that was planned. */
    void step(Operation operation, Path path) throws IOException {
        checkOn(path);
        if (operations >= crashAt) {
            crash();
            throw new SimCrash(operation + " of " + path.getFileName());
        }
        operations++;
        for (Fault fault : faults) {
            if (fault.operation() == operation
                    && path.getFileName().toString().contains(fault.nameContains())) {
                faults.remove(fault);
                throw new IOException(fault.message());
            }
        }
    }

    void reserve(SimInode inode, long end) throws IOException {
        long growth = end - inode.size();
        if (growth > 0 && used() + growth > capacity) {
            throw new IOException("No space left on device");
        }
    }
}
