package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.EphemeralOwner;
import io.quorate.model.Identity;
import io.quorate.model.Znode;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PinnedView;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.TreeReader;
import io.quorate.storage.TreeStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random operations on a store and on {@link NaiveTree}; both must agree, in the working state, in
 * the published version and in versions pinned long ago. A failure names the seed.
 */
final class TreeStoreProperty {

    private static final int PINS = 4;
    private static final List<List<AclEntry>> ACLS =
            List.of(
                    AclEntry.OPEN,
                    AclEntry.READ_ONLY,
                    List.of(new AclEntry(31, new Identity("digest", "alice:x"))),
                    List.of(
                            new AclEntry(3, new Identity("ip", "10.0.0.1")),
                            new AclEntry(1, Identity.ANYONE)));

    private record Pin(PinnedView view, NaiveTree model) {}

    private final Random random;
    private final TreeStore store;
    private final TreeBatch batch;
    private final NodeRecord node = new NodeRecord();
    private final List<Pin> pins = new ArrayList<>();
    private NaiveTree working = new NaiveTree();
    private NaiveTree sealed = working.copy();
    private NaiveTree published = working.copy();
    private long zxid;

    private TreeStoreProperty(TreeStore store, long seed) {
        this.store = store;
        batch = store.batch();
        random = new Random(seed);
    }

    static void run(TreeStore store, long seed, int steps) throws StorageException {
        TreeStoreProperty property = new TreeStoreProperty(store, seed);
        for (int step = 0; step < steps; step++) {
            try {
                property.step(step);
            } catch (AssertionError | RuntimeException | StorageException e) {
                throw new AssertionError(
                        "seed " + seed + ", step " + step + ": " + e.getMessage(), e);
            }
        }
    }

    private void step(int step) throws StorageException {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6 -> create();
            case 7, 8, 9, 10 -> delete();
            case 11, 12, 13 -> change();
            case 14 -> session();
            case 15, 16, 18 -> seal();
            case 17 -> publish();
            default -> pin();
        }
        if (step % 50 == 0) {
            compare(batch, working);
            compare(store.version(), published);
            for (Pin pin : pins) {
                compare(pin.view, pin.model);
            }
        }
    }

    /**
     * Few names, so that paths meet again; sometimes one directory is preferred, so that it grows
     * past every internal bound.
     */
    private String anyPath() {
        List<String> paths = new ArrayList<>(working.nodes.keySet());
        return paths.get(random.nextInt(paths.size()));
    }

    private void create() throws StorageException {
        String parent = random.nextInt(3) == 0 ? anyPath() : random.nextBoolean() ? "" : "/wide";
        if (!working.nodes.containsKey(parent)
                || parent.chars().filter(c -> c == '/').count() > 6) {
            parent = "";
        }
        String path = parent + "/" + (random.nextInt(4) == 0 ? "wide" : "n" + random.nextInt(400));
        if (working.nodes.containsKey(path)) {
            return;
        }
        long owner =
                switch (random.nextInt(8)) {
                    case 0 -> EphemeralOwner.CONTAINER;
                    case 1 -> EphemeralOwner.ttl(1 + random.nextInt(1000));
                    case 2, 3 -> 0x100 + random.nextInt(3);
                    default -> 0;
                };
        NaiveTree.Node parentNode = working.nodes.get(parent);
        long at = zxid + 1;
        put(
                path,
                new NaiveTree.Node(
                        at, at, at, at * 1000, at * 1000, 0, 0, 0, owner, anyAcl(), data()));
        int cversion = parentNode.cversion() + 1;
        batch.counters(Znode.of(parent), cversion, at);
        working.nodes.put(parent, parentNode.counted(cversion, at));
    }

    private void delete() throws StorageException {
        String path = anyPath();
        if (path.isEmpty() || path.startsWith("/zookeeper") || working.hasChildren(path)) {
            return;
        }
        batch.remove(Znode.of(path));
        working.nodes.remove(path);
    }

    private void change() throws StorageException {
        String path = anyPath();
        NaiveTree.Node old = working.nodes.get(path);
        put(path, old.with(zxid + 1, old.version() + 1, data(), anyAcl()));
    }

    private void put(String path, NaiveTree.Node wanted) throws StorageException {
        NodeRecord record = wanted.record();
        record.aclId = batch.acl(wanted.acl());
        batch.put(Znode.of(path), record);
        working.nodes.put(path, wanted);
    }

    private void session() {
        long id = random.nextInt(60);
        if (random.nextBoolean()) {
            batch.session(id, (int) id * 10);
            working.sessions.put(id, (int) id * 10);
        } else {
            batch.session(id, -1);
            working.sessions.remove(id);
        }
    }

    private void seal() {
        batch.seal(++zxid);
        sealed = working.copy();
    }

    private void publish() {
        batch.publish();
        published = sealed.copy();
    }

    private void pin() {
        pins.add(new Pin(store.pin(), published.copy()));
        if (pins.size() > PINS) {
            pins.remove(random.nextInt(PINS)).view.close();
        }
    }

    private List<AclEntry> anyAcl() {
        return ACLS.get(random.nextInt(4) == 0 ? random.nextInt(ACLS.size()) : 0);
    }

    private String data() {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> "";
            case 2 -> "x".repeat(4090 + random.nextInt(12));
            default -> "v" + random.nextInt();
        };
    }

    private void compare(TreeReader tree, NaiveTree model) throws StorageException {
        int seen = 0;
        for (NodeCursor each = tree.scan(); each.next(); seen++) {
            compare(tree, each.path().toString(), each.node(), model);
        }
        assertThat(seen).isEqualTo(model.nodes.size());
        assertThat(tree.counts()).isEqualTo(model.counts());
        assertThat(tree instanceof TreeBatch working ? working.digest() : tree.position().digest())
                .isEqualTo(model.digest());
        for (String path : model.nodes.keySet()) {
            assertThat(tree.get(Znode.of(path), node)).isTrue();
            compare(tree, path, node, model);
            assertThat(TreeProbe.children(tree, path)).isEqualTo(model.children(path));
        }
        for (long owner = 0x100; owner < 0x103; owner++) {
            assertThat(TreeProbe.paths(tree.index(TreeIndex.EPHEMERAL, owner)))
                    .isEqualTo(model.owned(EphemeralOwner.Kind.EPHEMERAL, owner));
        }
        assertThat(TreeProbe.paths(tree.index(TreeIndex.CONTAINER, 0)))
                .isEqualTo(model.owned(EphemeralOwner.Kind.CONTAINER, 0));
        assertThat(TreeProbe.paths(tree.index(TreeIndex.TTL, 0)))
                .isEqualTo(model.owned(EphemeralOwner.Kind.TTL, 0));
        for (long id = 0; id < 60; id++) {
            assertThat(tree.sessionTimeoutMillis(id))
                    .isEqualTo(model.sessions.getOrDefault(id, -1));
        }
    }

    private static void compare(TreeReader tree, String path, NodeRecord is, NaiveTree model)
            throws StorageException {
        NaiveTree.Node should = model.nodes.get(path);
        assertThat(should).as(path).isNotNull();
        String data =
                is.dataLength < 0
                        ? null
                        : new String(is.data, is.dataOffset, is.dataLength, StandardCharsets.UTF_8);
        NaiveTree.Node found =
                new NaiveTree.Node(
                        is.czxid,
                        is.mzxid,
                        is.pzxid,
                        is.ctimeMillis,
                        is.mtimeMillis,
                        is.version,
                        is.cversion,
                        is.aversion,
                        is.ephemeralOwner,
                        tree.acl(is.aclId),
                        data);
        assertThat(found).as(path).isEqualTo(should);
    }
}
