package io.quorate.storage.kit.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.Znode;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeDigest;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PathCursor;
import io.quorate.storage.Position;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.TreeReader;
import io.quorate.storage.kit.heap.HeapLoader;
import io.quorate.storage.kit.heap.HeapTree;
import io.quorate.storage.kit.heap.TreeImages;
import io.quorate.wire.JuteWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots written by a real server (3.9.5), and our own. Source: spec disk-format section 6. */
class SnapshotTest {

    private static final int RECORD_MAX = 4 << 20;

    private record Loaded(HeapTree tree, SnapshotTrailer trailer) {}

    @ParameterizedTest
    @ValueSource(strings = {"snapshot.2f", "snapshot.2f.gz", "snapshot.2f.snappy"})
    void aTreeOfARealServerComesBack(String name) throws Exception {
        Loaded loaded = load(resource(name), SnapshotContainer.ofFile(name), 0x2f);
        TreeReader tree = loaded.tree.version();
        List<String> expected =
                new String(resource("expected-tree.2f.txt"), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("/"))
                        .toList();
        assertThat(lines(tree)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(loaded.trailer).isEqualTo(new SnapshotTrailer(2, 0x2f, 65478525181L, 0x2f));
        assertThat(loaded.trailer.contradicts(tree.position())).isFalse();
        assertThat(tree.position().digest()).isEqualTo(65478525181L);
        assertThat(tree.counts().nodes()).isEqualTo(34);
        assertThat(tree.sessionTimeoutMillis(0x100000ceb100000L)).isEqualTo(30000);
        assertThat(tree.sessionTimeoutMillis(0x100000ceb100002L)).isEqualTo(30000);
        assertThat(paths(tree.index(TreeIndex.TTL, 0)))
                .containsExactly("/app/ttl", "/app/ttlseq-0000000013");
        assertThat(paths(tree.index(TreeIndex.CONTAINER, 0)))
                .containsExactly("/app/container", "/app/m/con");
        assertThat(paths(tree.index(TreeIndex.EPHEMERAL, 0x100000ceb100002L)))
                .containsExactly("/z3eph");
    }

    @Test
    void trailersMayBeMissing() throws Exception {
        assertThat(load(resource("snapshot.0"), SnapshotContainer.RAW, 0).trailer)
                .isEqualTo(new SnapshotTrailer(2, 0, 0, 0));
        assertThat(load(resource("snapshot.29"), SnapshotContainer.RAW, 0x29).trailer)
                .isEqualTo(new SnapshotTrailer(2, 0x29, 57208894653L, 0x29));
        assertThat(load(resource("without-last-zxid.29"), SnapshotContainer.RAW, 0x29).trailer)
                .isEqualTo(new SnapshotTrailer(2, 0x29, 57208894653L, -1));
        Loaded bare = load(resource("without-trailers.29"), SnapshotContainer.RAW, 0x29);
        assertThat(bare.trailer).isEqualTo(SnapshotTrailer.NONE);
        assertThat(bare.tree.version().position())
                .extracting(Position::zxid, Position::digest)
                .containsExactly(0x29L, 57208894653L);
        assertThat(
                        load(resource("snapshot.0"), SnapshotContainer.RAW, 0)
                                .tree
                                .version()
                                .position()
                                .digest())
                .isEqualTo(1371985504L);
    }

    @Test
    void onlyTheLastZxidAndAnOldDigestAreUnderstood() throws Exception {
        byte[] bare = resource("without-trailers.29");
        byte[] withLast = sealed(bare, new JuteWriter().int64(0x29));
        assertThat(load(withLast, SnapshotContainer.RAW, 0x29).trailer)
                .isEqualTo(new SnapshotTrailer(0, 0, 0, 0x29));
        byte[] old = sealed(bare, new JuteWriter().int64(0x29).int32(1).ustring("abcdef"));
        assertThat(load(old, SnapshotContainer.RAW, 0x29).trailer)
                .isEqualTo(new SnapshotTrailer(1, 0x29, 0, -1));
        byte[] both = sealed(old, new JuteWriter().int64(0x2a));
        assertThat(load(both, SnapshotContainer.RAW, 0x29).trailer)
                .isEqualTo(new SnapshotTrailer(1, 0x29, 0, 0x2a));
        assertThat(load(both, SnapshotContainer.RAW, 0x29).trailer.hasDigest()).isFalse();
    }

    @Test
    void nodesInFileOrderEncodeToTheSameBytes() throws Exception {
        byte[] file = resource("snapshot.29");
        JuteWriter copy = new JuteWriter();
        List<JuteWriter> acls = new ArrayList<>();
        int[] sessions = {0};
        JuteWriter nodes = new JuteWriter();
        JuteWriter session = new JuteWriter();
        SnapshotReader.read(
                SnapshotContainer.RAW,
                new ByteArrayInputStream(file),
                new SnapshotSink() {
                    @Override
                    public void session(long sessionId, int timeoutMillis) {
                        sessions[0]++;
                        session.int64(sessionId).int32(timeoutMillis);
                    }

                    @Override
                    public void acl(int aclId, List<AclEntry> entries) {
                        acls.add(new JuteWriter().int64(aclId).acl(entries));
                    }

                    @Override
                    public void node(byte[] path, int from, int to, NodeRecord node) {
                        SnapshotEncoder.node(nodes, Znode.copyOf(path, from, to - from), node);
                    }
                },
                RECORD_MAX);
        copy.int32(SnapshotWriter.MAGIC)
                .int32(2)
                .int64(-1)
                .int32(sessions[0])
                .raw(session.array(), 0, session.size());
        copy.int32(acls.size());
        acls.forEach(acl -> copy.raw(acl.array(), 0, acl.size()));
        copy.raw(nodes.array(), 0, nodes.size()).path(Znode.ROOT);
        assertThat(copy.toByteArray()).isEqualTo(Arrays.copyOf(file, copy.size()));
    }

    @ParameterizedTest
    @EnumSource(SnapshotContainer.class)
    void whatIsWrittenIsRead(SnapshotContainer container) throws Exception {
        HeapTree tree = sample();
        for (boolean digest : new boolean[] {true, false}) {
            for (boolean last : new boolean[] {true, false}) {
                byte[] file = write(tree.version(), container, digest, last);
                Loaded again = load(file, container, 77);
                assertThat(lines(again.tree.version()))
                        .containsExactlyInAnyOrderElementsOf(lines(tree.version()));
                assertThat(again.tree.version().position().digest())
                        .isEqualTo(tree.version().position().digest());
                assertThat(again.tree.version().counts()).isEqualTo(tree.version().counts());
                assertThat(again.trailer.hasDigest()).isEqualTo(digest);
                assertThat(again.trailer.contradicts(again.tree.version().position())).isFalse();
                assertThat(again.trailer.lastZxid()).isEqualTo(last ? 77 : -1);
                assertThat(again.tree.version().sessionTimeoutMillis(5)).isEqualTo(50);
            }
        }
    }

    @Test
    void theBodyEndsWhereTheWriterSays() throws Exception {
        HeapTree tree = sample();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int end = (int) SnapshotWriter.write(tree.version(), out, true, true);
        byte[] file = out.toByteArray();
        HeapLoader loader = new HeapLoader(true);
        SnapshotDecoder decoder = new SnapshotDecoder(loader, RECORD_MAX);
        int at = SnapshotWriter.HEADER_BYTES;
        for (int to = at; !decoder.done(); to += 1 + (to % 3)) {
            at = decoder.decode(file, at, Math.min(to, file.length));
        }
        assertThat(at).isEqualTo(end);
        assertThat(file.length - end).isEqualTo(13 + 33 + 21);
        assertThat(new HeapTree(loader.finish(77), TreeImages.NONE).version().position().digest())
                .isEqualTo(tree.version().position().digest());
    }

    @Test
    void everyFlippedByteAndEveryCutIsNoticed() throws Exception {
        byte[] file = resource("snapshot.2f");
        for (int at = 0; at < file.length; at++) {
            byte[] damaged = file.clone();
            damaged[at] ^= 0x10;
            assertThatThrownBy(() -> load(damaged, SnapshotContainer.RAW, 0x2f))
                    .as("byte %d", at)
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
        }
        List<Integer> whole = List.of(file.length, file.length - 21, file.length - 54);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            if (!whole.contains(length)) {
                assertThatThrownBy(() -> load(cut, SnapshotContainer.RAW, 0x2f))
                        .as("length %d", length)
                        .isInstanceOf(StorageException.class);
            }
        }
        for (String name : List.of("corrupt.29", "truncated.29")) {
            assertThatThrownBy(() -> load(resource(name), SnapshotContainer.RAW, 0x29))
                    .isInstanceOf(StorageException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(SnapshotContainer.class)
    void aCutContainerIsNoticed(SnapshotContainer container) throws Exception {
        byte[] file = write(sample().version(), container, true, true);
        for (int length = 0; length < file.length - 55; length += file.length / 50) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> load(cut, container, 77))
                    .as("length %d", length)
                    .isInstanceOf(StorageException.class);
        }
    }

    @Test
    void aNodeWithoutParentIsRefused() throws Exception {
        NodeRecord node = new NodeRecord();
        HeapLoader loader = new HeapLoader(false);
        assertThatThrownBy(() -> loader.node(utf8("/a"), 0, 2, node)).hasMessageContaining("/a");
        loader.node(new byte[0], 0, 0, node);
        loader.node(utf8("/a"), 0, 2, node);
        assertThatThrownBy(() -> loader.node(utf8("/b/c"), 0, 4, node))
                .hasMessageContaining("/b/c");
        assertThatThrownBy(() -> loader.node(utf8("a"), 0, 1, node))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void anAclThatCameWhileTheSnapshotWasWrittenAllowsNothingUntilItIsSetAgain() throws Exception {
        HeapLoader loader = new HeapLoader(false);
        NodeRecord node = new NodeRecord();
        loader.acl(2, List.of(new AclEntry(1, new Identity("ip", "10.0.0.1"))));
        loader.node(new byte[0], 0, 0, node);
        node.aclId = 3;
        loader.node(utf8("/d"), 0, 2, node);
        assertThat(node.aclId).isEqualTo(3);
        assertThat(loader.unknownAcls()).isEqualTo(1);
        TreeReader tree = new HeapTree(loader.finish(1), TreeImages.NONE).version();
        tree.get(Znode.of("/d"), node);
        assertThat(tree.acl(node.aclId)).containsExactly(new AclEntry(0, Identity.ANYONE));
        assertThat(tree.acl(2)).isNull();
    }

    @Test
    void nodesMayComeInAnyOrderBelowTheirParents() throws Exception {
        HeapLoader loader = new HeapLoader(false);
        NodeRecord node = new NodeRecord();
        node.czxid = 1;
        for (String path :
                List.of(
                        "",
                        "/a",
                        "/b",
                        "/a/x",
                        "/b/x",
                        "/a/x/1",
                        "/b/y",
                        "/a/x/2",
                        "/a/y",
                        "/b/x/1",
                        "/a/x/1/deep")) {
            loader.node(utf8(path), 0, path.length(), node);
        }
        HeapTree tree = new HeapTree(loader.finish(1), TreeImages.NONE);
        assertThat(lines(tree.version())).hasSize(11 + 3);
    }

    @Test
    void usageOfQuotasIsCountedAnew() throws Exception {
        HeapLoader loader = new HeapLoader(false);
        NodeRecord node = new NodeRecord();
        node.data(utf8("count=9,bytes=9"));
        for (String path :
                List.of(
                        "",
                        "/zookeeper",
                        "/zookeeper/quota",
                        "/zookeeper/quota/a",
                        "/zookeeper/quota/a/zookeeper_limits",
                        "/zookeeper/quota/a/zookeeper_stats",
                        "/zookeeper/quota/gone",
                        "/zookeeper/quota/gone/zookeeper_limits",
                        "/zookeeper/quota/gone/zookeeper_stats")) {
            loader.node(utf8(path), 0, path.length(), node);
        }
        node.data(utf8("12345"));
        for (String path : List.of("/a", "/a/b", "/a/b/c", "/ab")) {
            loader.node(utf8(path), 0, path.length(), node);
        }
        TreeReader tree = new HeapTree(loader.finish(1), TreeImages.NONE).version();
        assertThat(tree.get(Znode.of("/zookeeper/quota/a/zookeeper_stats"), node)).isTrue();
        assertThat(data(node)).isEqualTo("count=3,bytes=15");
        assertThat(tree.get(Znode.of("/zookeeper/quota/gone/zookeeper_stats"), node)).isTrue();
        assertThat(data(node)).isEqualTo("count=0,bytes=0");
    }

    private static HeapTree sample() throws Exception {
        HeapTree tree = HeapTree.empty(true, TreeImages.NONE);
        var batch = tree.batch();
        NodeRecord node = new NodeRecord();
        for (int i = 0; i < 1500; i++) {
            node.created(i, 1_700_000_000_000L + i, i % 7 == 0 ? 5 : 0);
            node.data(i % 5 == 0 ? null : utf8("data ".repeat(i % 40) + i));
            node.aclId =
                    i % 3 == 0
                            ? batch.acl(
                                    List.of(
                                            new AclEntry(
                                                    31, new Identity("digest", "user" + i % 9))))
                            : NodeRecord.OPEN_ACL;
            batch.put(Znode.of(i % 10 == 0 ? "/d" + i : "/d" + (i - i % 10) + "/n" + i), node);
        }
        byte[] large = new byte[1_500_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * i >>> 7);
        }
        node.data(large);
        batch.put(Znode.of("/large"), node);
        batch.session(5, 50);
        batch.seal(77);
        batch.publish();
        return tree;
    }

    private static byte[] sealed(byte[] file, JuteWriter section) {
        Adler32 adler = new Adler32();
        adler.update(file);
        adler.update(section.array(), 0, section.size());
        return new JuteWriter()
                .raw(file, 0, file.length)
                .raw(section.array(), 0, section.size())
                .int64(adler.getValue())
                .path(Znode.ROOT)
                .toByteArray();
    }

    private static byte[] write(
            TreeReader tree, SnapshotContainer container, boolean digest, boolean last)
            throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (OutputStream out = container.wrap(file)) {
            SnapshotWriter.write(tree, out, digest, last);
        }
        return file.toByteArray();
    }

    private static Loaded load(byte[] file, SnapshotContainer container, long zxid)
            throws StorageException {
        HeapLoader loader = new HeapLoader(true);
        SnapshotTrailer trailer =
                SnapshotReader.read(container, new ByteArrayInputStream(file), loader, RECORD_MAX);
        return new Loaded(new HeapTree(loader.finish(zxid), TreeImages.NONE), trailer);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = SnapshotTest.class.getResourceAsStream("/snapshots/" + name)) {
            return in.readAllBytes();
        }
    }

    /** The nodes as the reference's listing has them. */
    private static List<String> lines(TreeReader tree) throws StorageException {
        List<String> lines = new ArrayList<>();
        for (NodeCursor each = tree.scan(); each.next(); ) {
            NodeRecord node = each.node();
            StringBuilder acl = new StringBuilder();
            for (AclEntry entry : tree.acl(node.aclId)) {
                acl.append(acl.isEmpty() ? "" : ", ")
                        .append(entry.permissions())
                        .append(':')
                        .append(entry.who());
            }
            lines.add(
                    String.format(
                            "%s | %s | [%s] | 0x%x 0x%x 0x%x %d %d %d %d %d 0x%x | %d | %d",
                            each.path().isRoot() ? "/" : each.path(),
                            hex(node),
                            acl,
                            node.czxid,
                            node.mzxid,
                            node.pzxid,
                            node.ctimeMillis,
                            node.mtimeMillis,
                            node.version,
                            node.cversion,
                            node.aversion,
                            node.ephemeralOwner,
                            node.childCount,
                            NodeDigest.contribution(each.path(), node)));
        }
        return lines;
    }

    private static String hex(NodeRecord node) {
        if (node.dataLength <= 0) {
            return node.dataLength < 0 ? "null" : "(empty)";
        }
        return HexFormat.of()
                .formatHex(node.data, node.dataOffset, node.dataOffset + node.dataLength);
    }

    private static String data(NodeRecord node) {
        return new String(node.data, node.dataOffset, node.dataLength, StandardCharsets.UTF_8);
    }

    private static TreeSet<String> paths(PathCursor cursor) throws StorageException {
        TreeSet<String> paths = new TreeSet<>();
        while (cursor.next()) {
            paths.add(cursor.path().toString());
        }
        return paths;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
