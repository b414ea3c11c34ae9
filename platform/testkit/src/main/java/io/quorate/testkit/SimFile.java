package io.quorate.testkit;

import io.quorate.runtime.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file; dead after a power loss. */
final class SimFile implements DiskFile {

    private final SimDisk disk;
    private final SimInode inode;
    private final boolean writable;
    private final int born;
    private boolean closed;

    SimFile(SimDisk disk, SimInode inode, boolean writable, int born) {
        this.disk = disk;
        this.inode = inode;
        this.writable = writable;
        this.born = born;
    }

    private void check() throws IOException {
        if (born != disk.life()) {
            throw new SimCrash("a call for " + inode.path);
        }
        if (closed) {
            throw new IOException("closed: " + inode.path);
        }
    }

    private void checkWritable(SimDisk.Operation operation) throws IOException {
        synchronized (disk) {
            check();
            if (!writable) {
                throw new IOException("opened for reading only: " + inode.path);
            }
            disk.step(operation, inode.path);
        }
    }

    @Override
    public long size() throws IOException {
        synchronized (disk) {
            check();
            return inode.size();
        }
    }

    @Override
    public int read(long at, ByteBuffer into) throws IOException {
        synchronized (disk) {
            check();
            byte[] bytes = new byte[into.remaining()];
            int count = inode.read(Math.toIntExact(at), bytes, 0, bytes.length);
            if (count > 0) {
                into.put(bytes, 0, count);
            }
            return count;
        }
    }

    @Override
    public void write(long at, ByteBuffer... from) throws IOException {
        synchronized (disk) {
            long position = at;
            for (ByteBuffer part : from) {
                checkWritable(SimDisk.Operation.WRITE);
                disk.reserve(inode, position + part.remaining());
                byte[] bytes = new byte[part.remaining()];
                part.get(bytes);
                inode.write(Math.toIntExact(position), bytes);
                position += bytes.length;
            }
        }
    }

    @Override
    public void preallocate(long size) throws IOException {
        synchronized (disk) {
            checkWritable(SimDisk.Operation.WRITE);
            disk.reserve(inode, size);
            if (size > inode.size()) {
                inode.write(inode.size(), new byte[Math.toIntExact(size - inode.size())]);
            }
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        synchronized (disk) {
            checkWritable(SimDisk.Operation.TRUNCATE);
            inode.truncate(Math.toIntExact(size));
        }
    }

    @Override
    public void sync() throws IOException {
        synchronized (disk) {
            try {
                checkWritable(SimDisk.Operation.SYNC);
            } catch (IOException failure) {
                inode.syncFailed();
                throw failure;
            }
            disk.duringSync().run();
            inode.sync();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
