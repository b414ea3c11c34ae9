package io.quorate.storage.lmdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Znode;
import io.quorate.storage.ChildCursor;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeDigest;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A tree as text, and whether its digest and counts are those of its nodes. */
final class Dump {

    private Dump() {}

    static Map<String, String> of(TreeReader tree) throws StorageException {
        Map<String, String> nodes = new TreeMap<>();
        long digest = 0;
        for (NodeCursor all = tree.scan(); all.next(); ) {
            NodeRecord node = all.node();
            digest += NodeDigest.contribution(all.path(), node);
            nodes.put(
                    all.path().toString(),
                    node.czxid + " " + node.childCount + " " + node.dataLength + " " + node.digest);
        }
        assertThat(digest).isEqualTo(tree.position().digest());
        assertThat(tree.counts().nodes()).isEqualTo(nodes.size());
        return nodes;
    }

    static Set<String> children(TreeReader tree, String path) throws StorageException {
        Set<String> names = new TreeSet<>();
        ChildCursor children = tree.children(Znode.of(path));
        while (children.next()) {
            names.add(new String(children.name(), StandardCharsets.UTF_8));
        }
        assertThat(children.count()).isEqualTo(names.size());
        return names;
    }
}
