package io.quorate.storage.kit.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrieTest {

    /** A trie of numbers whose hashes differ only in the bits of a mask. */
    private static final class Weak extends Trie {
        private final long mask;

        Weak(long mask) {
            this.mask = mask;
        }

        @Override
        long hash(Object entry) {
            return ((long) (Integer) entry * 0x9e3779b97f4a7c15L) & mask;
        }
    }

    @ParameterizedTest
    @ValueSource(
            longs = {-1, 0, 1, 0xf000000000000000L, 0x8000000000000000L, 0x1f, 0x0842108421084210L})
    void holdsItsEntriesHoweverTheirHashesCollide(long mask) {
        Weak trie = new Weak(mask);
        Random random = new Random(3);
        TreeSet<Integer> model = new TreeSet<>();
        List<Integer> pool = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            pool.add(1_000_000 + i);
        }
        Object root = null;
        long epoch = 1;
        Object frozen = null;
        TreeSet<Integer> frozenModel = new TreeSet<>();
        for (int step = 0; step < 5000; step++) {
            Integer entry = pool.get(random.nextInt(pool.size()));
            if (model.add(entry)) {
                root = trie.insert(root, trie.hash(entry), entry, epoch);
            } else if (random.nextInt(3) == 0) {
                Integer same = entry + 0;
                root = Trie.replace(root, trie.hash(entry), entry, same, epoch);
                pool.set(pool.indexOf(entry), same);
            } else {
                root = Trie.remove(root, trie.hash(entry), entry, epoch);
                model.remove(entry);
            }
            if (step % 97 == 0) {
                assertThat(all(root)).isEqualTo(model);
                assertThat(all(frozen)).isEqualTo(frozenModel);
                for (Integer each : pool) {
                    assertThat(has(trie, root, each)).isEqualTo(model.contains(each));
                }
                frozen = root;
                frozenModel = new TreeSet<>(model);
                epoch++;
            }
        }
        for (Integer each : new ArrayList<>(model)) {
            root = Trie.remove(root, trie.hash(each), pool.get(pool.indexOf(each)), epoch);
        }
        assertThat(root).isNull();
    }

    @Test
    void namesHashAlikeWhereverTheyLie() {
        byte[] text = "/some/long-enough-name/and more".getBytes();
        byte[] name = "long-enough-name".getBytes();
        assertThat(NameHash.of(text, 6, 22)).isEqualTo(NameHash.of(name, 0, name.length));
        assertThat(NameHash.of(text, 6, 21)).isNotEqualTo(NameHash.of(name, 0, name.length));
        TreeSet<Long> hashes = new TreeSet<>();
        for (int i = 0; i < 100_000; i++) {
            byte[] each = ("n-" + i).getBytes();
            hashes.add(NameHash.of(each, 0, each.length));
        }
        assertThat(hashes).hasSize(100_000);
    }

    private static boolean has(Weak trie, Object root, Integer entry) {
        Object found = Trie.candidate(root, trie.hash(entry));
        if (found instanceof Trie.Bucket bucket) {
            return List.of(bucket.entries()).contains(entry);
        }
        return entry.equals(found);
    }

    private static TreeSet<Integer> all(Object root) {
        TreeSet<Integer> all = new TreeSet<>();
        TrieWalk walk = new TrieWalk(root);
        for (Object entry = walk.next(); entry != null; entry = walk.next()) {
            assertThat(all.add((Integer) entry)).isTrue();
        }
        return all;
    }
}
