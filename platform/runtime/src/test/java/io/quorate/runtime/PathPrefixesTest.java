package io.quorate.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PathPrefixesTest {

    private final PathPrefixes<String> paths = new PathPrefixes<>();

    private static byte[] utf8(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> above(String path) {
        List<String> found = new ArrayList<>();
        paths.eachAbove(utf8(path), found::add);
        return found;
    }

    private void enter(String... all) {
        for (String path : all) {
            paths.put(utf8(path), path);
        }
    }

    @Test
    void theRootIsAboveEverythingButItself() {
        enter("/");
        assertThat(above("/a")).containsExactly("/");
        assertThat(above("/a/b")).containsExactly("/");
        assertThat(above("/")).isEmpty();
        assertThat(above("")).isEmpty();
        assertThat(paths.nearest(utf8("/"))).isEqualTo("/");
        assertThat(paths.nearest(utf8(""))).isEqualTo("/");
        paths.remove(utf8(""));
        assertThat(paths.isEmpty()).isTrue();
    }

    @Test
    void ancestorsAreWholeComponents() {
        enter("/a", "/a/b", "/ab", "/a/b/c/d");
        assertThat(above("/a/b/c")).containsExactly("/a", "/a/b");
        assertThat(above("/abc")).isEmpty();
        assertThat(above("/a/b/c/d/e")).containsExactly("/a", "/a/b", "/a/b/c/d");
        assertThat(paths.nearest(utf8("/a/b/c"))).isEqualTo("/a/b");
        assertThat(paths.nearest(utf8("/a/b"))).isEqualTo("/a/b");
        assertThat(paths.nearest(utf8("/b"))).isNull();
    }

    @Test
    void aVeryDeepPathIsLookedThroughInOnePass() {
        StringBuilder deep = new StringBuilder();
        for (int level = 0; level < 200_000; level++) {
            deep.append("/a");
        }
        enter("/", "/a/a/a");
        long begin = System.nanoTime();
        assertThat(above(deep.toString())).containsExactly("/", "/a/a/a");
        assertThat(System.nanoTime() - begin)
                .as("nanoseconds for a path of 400 KB; a hash for every level would take minutes")
                .isLessThan(5_000_000_000L);
    }

    @Test
    void itBehavesLikeAMap() {
        Random random = new Random(5);
        Map<String, String> model = new TreeMap<>();
        for (int step = 0; step < 20_000; step++) {
            StringBuilder path = new StringBuilder();
            for (int level = random.nextInt(4); level >= 0; level--) {
                path.append('/').append((char) ('a' + random.nextInt(3)));
            }
            String key = path.toString();
            if (random.nextInt(3) == 0) {
                model.remove(key);
                paths.remove(utf8(key));
            } else {
                model.put(key, key);
                enter(key);
            }
            String asked = path.append("/x").toString();
            List<String> expected = new ArrayList<>();
            model.keySet().stream()
                    .filter(each -> asked.startsWith(each + "/"))
                    .forEach(expected::add);
            assertThat(above(asked)).isEqualTo(expected);
            assertThat(paths.nearest(utf8(asked)))
                    .isEqualTo(expected.isEmpty() ? null : expected.getLast());
        }
    }
}
