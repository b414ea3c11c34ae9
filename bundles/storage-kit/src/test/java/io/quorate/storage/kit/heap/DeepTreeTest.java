package io.quorate.storage.kit.heap;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Znode;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.TreeBatch;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Paths of many levels; the steps of a walk are counted, not timed. */
class DeepTreeTest {

    private static final int LEVELS = 8000;

    private static byte[] path(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static PathChain chain(String text) {
        PathChain chain = new PathChain();
        chain.begin(new Directory(1, null), 1);
        chain.turn(0, path(text));
        for (int at = 1; at <= text.length(); at++) {
            if (at == text.length() || text.charAt(at) == '/') {
                chain.push(new Directory(1, null), at);
            }
        }
        return chain;
    }

    private static int end(PathChain chain, String wanted) {
        byte[] bytes = path(wanted);
        return chain.end(chain.level(bytes, bytes.length, 1));
    }

    @Test
    void aPathBeginsWhereItPartsFromTheOneBefore() {
        PathChain chain = chain("/a/bc/d");
        assertThat(end(chain, "/a/bc/d")).isEqualTo(7);
        assertThat(end(chain, "/a/bc/d/e")).isEqualTo(7);
        assertThat(end(chain, "/a/bc/dd")).isEqualTo(5);
        assertThat(end(chain, "/a/bc/x")).isEqualTo(5);
        assertThat(end(chain, "/a/bc")).isEqualTo(5);
        assertThat(end(chain, "/a/b")).isEqualTo(2);
        assertThat(end(chain, "/a/bcd")).isEqualTo(2);
        assertThat(end(chain, "/a")).isEqualTo(2);
        assertThat(end(chain, "/x/y")).isZero();
        assertThat(chain.level(path("/a/bc"), 0, 1)).isZero();
        assertThat(chain.level(path("/a/bc"), 5, 2)).as("another epoch").isEqualTo(-1);
        chain.turn(1, path("/a/zz"));
        chain.push(new Directory(1, null), 5);
        assertThat(end(chain, "/a/zz/y")).isEqualTo(5);
        assertThat(end(chain, "/a/bc/d")).isEqualTo(2);
        chain.clear();
        assertThat(chain.level(path("/a"), 2, 1)).isEqualTo(-1);
    }

    @Test
    void aDeepTreeIsBuiltReadAndTakenApart() throws Exception {
        HeapTree tree = HeapTree.empty(true, TreeImages.NONE);
        TreeBatch batch = tree.batch();
        NodeRecord node = new NodeRecord();
        StringBuilder path = new StringBuilder();
        int[] ends = new int[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            path.append("/").append(level % 7);
            ends[level] = path.length();
            node.created(level + 1, 1, 0);
            node.data(path("level " + level));
            batch.put(Znode.of(path.toString()), node);
            batch.seal(level + 1);
        }
        Random random = new Random(5);
        for (int time = 0; time < 300; time++) {
            int level = random.nextInt(LEVELS);
            Znode somewhere = Znode.of(path.substring(0, ends[level]));
            assertThat(batch.get(somewhere, node)).isTrue();
            assertThat(node.czxid).isEqualTo(level + 1);
            if (time % 3 == 0) {
                batch.counters(somewhere, 5, LEVELS + 1);
            } else if (time % 7 == 0) {
                batch.publish();
            }
            assertThat(batch.get(somewhere, node)).isTrue();
        }
        batch.remove(Znode.of(path.substring(0, ends[LEVELS / 2])));
        assertThat(batch.get(Znode.of(path.toString()), node)).isFalse();
        assertThat(batch.get(Znode.of(path.substring(0, ends[LEVELS / 2])), node)).isFalse();
        assertThat(batch.get(Znode.of(path.substring(0, ends[LEVELS / 2 - 1])), node)).isTrue();
        assertThat(batch.counts().nodes()).isEqualTo(LEVELS / 2 + 4);
    }
}
