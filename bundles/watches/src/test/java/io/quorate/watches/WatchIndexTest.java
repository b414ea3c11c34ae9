package io.quorate.watches;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.WatchKinds;
import io.quorate.model.Znode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The trigger table of the watch semantics, row by row. */
final class WatchIndexTest {

    private static final Znode NODE = Znode.of("/p/n");
    private static final Znode PARENT = Znode.of("/p");

    private final WatchIndex index = new WatchIndex();

    private static final class Client extends Watcher {

        private final String name;

        private Client(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private List<String> node(Znode path) {
        List<String> told = new ArrayList<>();
        index.fireNode(path, watcher -> told.add(watcher.toString()));
        return told;
    }

    private List<String> deleted(Znode path) {
        List<String> told = new ArrayList<>();
        index.fireDeleted(path, watcher -> told.add(watcher.toString()));
        return told;
    }

    private List<String> children(Znode path) {
        List<String> told = new ArrayList<>();
        index.fireChildren(path, watcher -> told.add(watcher.toString()));
        return told;
    }

    @Test
    void aOneShotWatchFiresOnce() {
        index.watchData(NODE, new Client("a"));
        assertThat(node(NODE)).containsExactly("a");
        assertThat(node(NODE)).isEmpty();
        assertThat(index.size()).isZero();
    }

    @Test
    void aPersistentWatchStaysAndHearsOfChildren() {
        Client client = new Client("a");
        index.watchPersistently(PARENT, client);
        assertThat(node(PARENT)).containsExactly("a");
        assertThat(children(PARENT)).containsExactly("a");
        assertThat(node(PARENT)).containsExactly("a");
        assertThat(node(NODE)).isEmpty();
    }

    @Test
    void aRecursiveWatchHearsOfEverythingBelowButNotOfChildLists() {
        index.watchRecursively(Znode.ROOT, new Client("r"));
        assertThat(node(NODE)).containsExactly("r");
        assertThat(deleted(NODE)).containsExactly("r");
        assertThat(children(PARENT)).isEmpty();
        assertThat(node(Znode.ROOT)).containsExactly("r");
    }

    /** A client may set a watch on the empty path; it is no name of the root. */
    @Test
    void aRecursiveWatchOnTheEmptyPathIsAboveNothing() {
        Client nowhere = new Client("n");
        Znode empty = Znode.of("");
        index.watchRecursively(empty, nowhere);
        index.watchRecursively(Znode.ROOT, new Client("r"));
        assertThat(node(NODE)).containsExactly("r");
        index.remove(empty, WatchKinds.TYPE_ANY, nowhere);
        assertThat(node(NODE)).containsExactly("r");
    }

    @Test
    void aDeletionIsToldOnceAndUsesUpDataAndChildWatch() {
        Client client = new Client("a");
        index.watchData(NODE, client);
        index.watchChildren(NODE, client);
        index.watchPersistently(NODE, client);
        assertThat(deleted(NODE)).containsExactly("a");
        assertThat(index.contains(NODE, WatchKinds.TYPE_DATA, client)).isFalse();
        assertThat(index.contains(NODE, WatchKinds.TYPE_CHILDREN, client)).isFalse();
        assertThat(index.contains(NODE, WatchKinds.TYPE_PERSISTENT, client)).isTrue();
    }

    @Test
    void removalTakesExactlyTheKindAskedFor() {
        Client client = new Client("a");
        index.watchData(NODE, client);
        index.watchChildren(NODE, client);
        index.watchPersistently(NODE, client);
        index.watchRecursively(NODE, client);
        assertThat(index.remove(NODE, WatchKinds.TYPE_DATA, client)).isTrue();
        assertThat(index.remove(NODE, WatchKinds.TYPE_DATA, client)).isFalse();
        assertThat(index.remove(NODE, WatchKinds.TYPE_PERSISTENT_RECURSIVE, client)).isTrue();
        assertThat(index.contains(NODE, WatchKinds.TYPE_CHILDREN, client)).isTrue();
        assertThat(index.remove(NODE, WatchKinds.TYPE_ANY, client)).isTrue();
        assertThat(index.size()).isZero();
        assertThat(index.remove(NODE, WatchKinds.TYPE_ANY, client)).isFalse();
    }

    @Test
    void aClosedConnectionLeavesNothing() {
        Client client = new Client("a");
        Client other = new Client("b");
        index.watchRecursively(PARENT, client);
        index.watchData(NODE, client);
        index.watchChildren(PARENT, client);
        index.watchData(NODE, other);
        assertThat(index.dataWatchers()).isEqualTo(2);
        Iterator<Znode> data = index.takeDataPaths(client);
        Iterator<Znode> children = index.takeChildPaths(client);
        assertThat(index.dataWatchers()).isEqualTo(1);
        data.forEachRemaining(path -> index.forgetData(path, client));
        children.forEachRemaining(path -> index.forgetChildren(path, client));
        assertThat(index.size()).isEqualTo(1);
        assertThat(index.dataWatches()).isEqualTo(1);
        assertThat(node(NODE)).containsExactly("b");
        assertThat(index.isEmpty()).isTrue();
    }

    @Test
    void theTableIsWalkedThroughWhileItChanges() {
        Client client = new Client("a");
        for (int at = 0; at < 1_000; at++) {
            index.watchData(Znode.of("/n" + at), client);
        }
        Set<Znode> seen = new HashSet<>();
        Iterator<WatchIndex.PathWatchers> table = index.walkData();
        Iterator<Znode> paths = index.walkData(client);
        int steps = 0;
        while (table.hasNext() && paths.hasNext()) {
            seen.add(table.next().path());
            paths.next();
            if (steps++ < 100) {
                index.remove(Znode.of("/n" + steps), WatchKinds.TYPE_ANY, client);
                index.watchData(Znode.of("/more" + steps), client);
            }
        }
        assertThat(seen).hasSizeBetween(900, 1_100);
        assertThat(index.dataPaths()).isEqualTo(1_000);
        assertThat(index.dataWatchers()).isEqualTo(1);
    }

    @Test
    void tenThousandWatchersOfOneNodeAreToldOnceEach() {
        Set<String> names = new HashSet<>();
        for (int at = 0; at < 10_000; at++) {
            index.watchData(NODE, new Client("c" + at));
            names.add("c" + at);
        }
        List<String> told = node(NODE);
        assertThat(told).hasSize(10_000);
        assertThat(new HashSet<>(told)).isEqualTo(names);
        assertThat(index.isEmpty()).isTrue();
    }

    @Test
    void theSetOfWatchersBehavesLikeAMap() {
        Random random = new Random(7);
        WatcherSet set = new WatcherSet();
        List<Client> clients = new ArrayList<>();
        for (int at = 0; at < 50; at++) {
            clients.add(new Client("c" + at));
        }
        int[] modes = new int[50];
        for (int step = 0; step < 100_000; step++) {
            int who = random.nextInt(50);
            int mode = 1 << random.nextInt(3);
            if (random.nextInt(5) < 2) {
                assertThat(set.add(clients.get(who), mode)).isEqualTo(modes[who]);
                modes[who] |= mode;
            } else {
                assertThat(set.remove(clients.get(who), mode)).isEqualTo(modes[who]);
                modes[who] &= ~mode;
            }
        }
        int members = 0;
        for (int at = 0; at < 50; at++) {
            assertThat(set.modes(clients.get(at))).isEqualTo(modes[at]);
            members += modes[at] == 0 ? 0 : 1;
        }
        assertThat(set.size()).isEqualTo(members);
    }
}
