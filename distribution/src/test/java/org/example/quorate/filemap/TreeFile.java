package org.example.quorate.filemap;

import io.quorate.model.Znode;
import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import io.quorate.storage.kit.AtomicFile;
import io.quorate.storage.kit.DiskFaults;
import io.quorate.storage.kit.DiskOutput;
import io.quorate.wire.JuteReader;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.MalformedRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A whole tree in a file {@code tree.<zxid>}, which has its name once it is whole. */
final class TreeFile {

    private static final String PREFIX = "tree.";

    private TreeFile() {}

    /** Positions of the trees in a directory, newest first. */
    static List<Long> list(Disk disk, Path directory) throws IOException {
        List<Long> found = new ArrayList<>();
        for (String name : disk.list(directory)) {
            if (name.startsWith(PREFIX) && !name.endsWith(AtomicFile.UNFINISHED)) {
                found.add(Long.parseUnsignedLong(name.substring(PREFIX.length()), 16));
            }
        }
        found.sort((one, other) -> Long.compareUnsigned(other, one));
        return found;
    }

    static Path at(Path directory, long zxid) {
        return directory.resolve(PREFIX + TreeState.key(zxid));
    }

    /** Writes a state; returns where the data of each node is. */
    static SortedVersions<Entry> write(
            StorageHost host, Path directory, TreeState state, FileData files)
            throws StorageException, IOException {
        Path target = at(directory, state.position().zxid());
        Path unfinished = target.resolveSibling(target.getFileName() + AtomicFile.UNFINISHED);
        SortedVersions<Entry> places = null;
        JuteWriter out = new JuteWriter();
        host.disk().delete(unfinished);
        try (DiskFile file = host.disk().open(unfinished, OpenMode.CREATE);
                DiskOutput to = new DiskOutput(file, host.budget(), true)) {
            header(out, state);
            for (SortedVersions<Entry> each = SortedVersions.next(state.nodes(), "", false);
                    each != null;
                    each = SortedVersions.next(state.nodes(), each.key(), true)) {
                Entry entry = each.value();
                NodeRecord stat = entry.stat;
                out.bool(true).ustring(each.key()).int32(entry.children).int32(stat.digest);
                out.int64(stat.czxid).int64(stat.mzxid).int64(stat.pzxid);
                out.int64(stat.ctimeMillis).int64(stat.mtimeMillis);
                out.int32(stat.version).int32(stat.cversion).int32(stat.aversion);
                out.int64(stat.ephemeralOwner).int32(stat.aclId);
                byte[] data = stat.dataLength < 0 ? null : files.read(entry);
                out.buffer(data, 0, stat.dataLength);
                long end = out.size() - Math.max(0, stat.dataLength);
                places = SortedVersions.put(places, each.key(), entry.at(target, end));
            }
            out.bool(false);
            to.write(out.array(), 0, out.size());
        }
        host.disk().rename(unfinished, target);
        host.disk().syncDir(directory);
        return places;
    }

    private static void header(JuteWriter out, TreeState state) {
        out.int64(state.position().zxid());
        for (SortedVersions<Integer> each = SortedVersions.next(state.sessions(), "", false);
                each != null;
                each = SortedVersions.next(state.sessions(), each.key(), true)) {
            out.bool(true).ustring(each.key()).int32(each.value());
        }
        out.bool(false);
        for (SortedVersions<TreeState.Acl> each = SortedVersions.next(state.acls(), "", false);
                each != null;
                each = SortedVersions.next(state.acls(), each.key(), true)) {
            out.bool(true).int32(each.value().id()).acl(each.value().entries());
        }
        out.bool(false);
    }

    /** Reads a state; the data stays where it is. */
    static TreeState read(Disk disk, Path directory, long zxid, boolean extendedTypes)
            throws StorageException {
        Path source = at(directory, zxid);
        try (DiskFile file = disk.open(source, OpenMode.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            while (bytes.hasRemaining() && file.read(bytes.position(), bytes) > 0) {
                // Short reads are legal.
            }
            return parse(new JuteReader(bytes.array()), source, extendedTypes);
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot read a tree", source);
        } catch (MalformedRecord broken) {
            throw DiskFaults.corrupt("a tree cannot be read", source, -1);
        }
    }

    private static TreeState parse(JuteReader in, Path source, boolean extendedTypes)
            throws MalformedRecord, StorageException {
        long zxid = in.int64();
        TreeState state = TreeState.NOTHING;
        while (in.bool()) {
            state = state.session(Long.parseUnsignedLong(in.ustring(), 16), in.int32());
        }
        while (in.bool()) {
            state = state.acl(in.int32(), in.acl());
        }
        while (in.bool()) {
            String key = in.ustring();
            in.int32();
            in.int32();
            NodeRecord node = new NodeRecord();
            node.czxid = in.int64();
            node.mzxid = in.int64();
            node.pzxid = in.int64();
            node.ctimeMillis = in.int64();
            node.mtimeMillis = in.int64();
            node.version = in.int32();
            node.cversion = in.int32();
            node.aversion = in.int32();
            node.ephemeralOwner = in.int64();
            node.aclId = in.int32();
            node.data(in.buffer());
            long end = in.position() - Math.max(0, node.dataLength);
            state = state.put(Znode.of(key), node, extendedTypes).placed(key, source, end);
        }
        return state.sealed(zxid);
    }
}
