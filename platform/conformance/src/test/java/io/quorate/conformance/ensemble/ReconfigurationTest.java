package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.conformance.Subject;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same changes of membership, asked for through ZooKeeper's own client, come to the same in
 * ensembles of ZooKeeper 3.9.5, of Quorate, and of both: answers, errors, configurations, roles,
 * files.
 */
@ForEveryAssembly
@Requires(Requirement.PEERS)
@Timeout(300)
class ReconfigurationTest {

    private static final int FOURTH = 4;
    private static final long ANY = -1;

    /** What ZooKeeper does; told once. */
    private static List<String> reference;

    @TempDir Path directory;

    /** The highest id leads first, for all data is empty. */
    @ParameterizedTest
    @ValueSource(strings = {"QQQ", "ZZQ", "QQZ"})
    @Requires(Requirement.DURABLE_STORAGE)
    void everyKindOfEnsembleDoesTheSame(String kinds) throws Exception {
        Subject.assumeOneLanguage(kinds);
        if (reference == null) {
            reference = story("ZZZ", 'Z');
            if (Boolean.getBoolean("conformance.print")) {
                reference.forEach(System.out::println);
            }
        }
        assertThat(story(kinds, kinds.charAt(0))).containsExactlyElementsOf(reference);
    }

    /** What happens, step by step. */
    private List<String> story(String kinds, char joiner) throws Exception {
        List<String> told = new ArrayList<>();
        try (ChangingEnsemble ensemble =
                new ChangingEnsemble(directory.resolve(kinds), kinds, true)) {
            ensemble.start();
            ensemble.name();
            ensemble.name(FOURTH, "J");
            int leader = ensemble.id("L");
            int a = ensemble.id("A");
            int b = ensemble.id("B");

            told.add("at first " + ensemble.config(a));
            told.add("files " + ensemble.files(a) + " " + ensemble.dynamicFile(a));
            refusals(ensemble, told);

            ensemble.join(FOURTH, joiner, "participant");
            told.add("J waits as " + ensemble.mode(FOURTH) + " " + ensemble.config(FOURTH));
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            try (ZooKeeperAdmin first = watcher(ensemble, a, heard);
                    ZooKeeperAdmin second = watcher(ensemble, leader, heard);
                    ZooKeeperAdmin third = watcher(ensemble, FOURTH, heard)) {
                told.add("J joins: " + join(ensemble, a, FOURTH, "participant"));
                for (int count = 0; count < 3; count++) {
                    told.add("watch " + heard.poll(30, TimeUnit.SECONDS));
                }
            }
            told.add("J is " + ensemble.mode(FOURTH));

            told.add("J looks on: " + join(ensemble, b, FOURTH, "observer"));
            ensemble.awaitMode(FOURTH, "observer");
            told.add("J votes again: " + join(ensemble, FOURTH, FOURTH, "participant"));
            ensemble.awaitMode(FOURTH, "follower");

            ensemble.move(a);
            told.add("A moves: " + join(ensemble, b, a, "participant"));
            ensemble.awaitMode(a, "follower");
            told.add("A knows " + ensemble.config(a));

            told.add("B goes: " + leave(ensemble, a, b));
            ensemble.awaitMode(b, "follower");
            told.add("B knows " + ensemble.config(b));

            told.add("L goes: " + leave(ensemble, a, leader));
            ensemble.until("another leads", () -> "follower".equals(ensemble.mode(leader)));
            int next = ensemble.awaitLeader();
            told.add("another leads: " + (next != leader && next != b));
            told.add("L knows " + ensemble.config(leader));

            String all =
                    String.join(
                            ",",
                            ensemble.line(leader, "participant"),
                            ensemble.line(a, "participant"),
                            ensemble.line(b, "participant"),
                            ensemble.line(FOURTH, "observer"));
            told.add("all anew: " + ensemble.reconfigure(a, null, null, all, version(ensemble, a)));
            ensemble.awaitMode(FOURTH, "observer");

            ensemble.killAll();
            ensemble.start();
            ensemble.awaitLeader();
            for (String name : List.of("L", "A", "B", "J")) {
                int id = ensemble.id(name);
                told.add(name + " after a restart: " + ensemble.config(id));
                told.add(name + " files " + ensemble.files(id) + " " + ensemble.dynamicFile(id));
            }
        }
        return told;
    }

    /** From one server to three and back, without a restart; each kind alone and joined. */
    @ParameterizedTest
    @ValueSource(strings = {"Z Z", "Q Q", "Q Z", "Z Q"})
    void oneServerGrowsToThree(String kinds) throws Exception {
        Subject.assumeOneLanguage(kinds);
        char joiner = kinds.charAt(2);
        try (ChangingEnsemble ensemble =
                new ChangingEnsemble(directory.resolve("grow"), kinds.substring(0, 1), false)) {
            ensemble.start();
            ensemble.name();
            ensemble.name(2, "A");
            ensemble.name(3, "B");
            assertThat(ensemble.config(1)).isEqualTo("L=q:e:participant;c");
            ensemble.join(2, joiner, "participant");
            assertThat(join(ensemble, 1, 2, "participant"))
                    .isEqualTo("OK A=q:e:participant;c L=q:e:participant;c");
            ensemble.join(3, joiner, "participant");
            assertThat(join(ensemble, 2, 3, "participant"))
                    .isEqualTo("OK A=q:e:participant;c B=q:e:participant;c L=q:e:participant;c");
            assertThat(ensemble.reconfigure(1, null, "1,2", null, ANY))
                    .isEqualTo("OK B=q:e:participant;c");
            ensemble.awaitMode(3, "leader");
            ensemble.awaitMode(1, "follower");
            assertThat(ensemble.config(1)).isEqualTo("B=q:e:participant;c");
            assertThat(ensemble.reconfigure(3, null, "3", null, ANY)).isEqualTo("BADARGUMENTS");
        }
    }

    private static void refusals(ChangingEnsemble ensemble, List<String> told) throws Exception {
        int a = ensemble.id("A");
        int leader = ensemble.id("L");
        String stranger = "server.7=127.0.0.1:1001:1002;1003";
        try (ZooKeeperAdmin nobody = ensemble.client(a, false, event -> {})) {
            try {
                nobody.reconfigure(stranger, null, null, ANY, null);
                told.add("everybody may");
            } catch (KeeperException refused) {
                told.add("nobody " + refused.code());
            }
        }
        for (String joining :
                List.of(
                        "server.7",
                        "server.x=127.0.0.1:1001:1002;1003",
                        "server.7=127.0.0.1:1001;1003",
                        "server.7=127.0.0.1:1001:1002",
                        "server.7=127.0.0.1:1001:1001;1003",
                        "server.7=127.0.0.1:1001:1002:boss;1003",
                        "server.7=127.0.0.1:1001:1002;x",
                        "server.7=127.0.0.1:1001:1002|127.0.0.1:1003:1004;1005",
                        "server.7=10.1.1.1:1:2;3,server.8=10.1.1.1:1:4;5",
                        "server.7=10.1.1.1:1:2;3,server.8=10.1.1.2:1:4;10.1.1.1:2")) {
            told.add(joining + ": " + ensemble.reconfigure(a, joining, null, null, ANY));
        }
        told.add("old: " + ensemble.reconfigure(a, stranger, null, null, 5));
        told.add("leave x: " + ensemble.reconfigure(a, null, "x", null, ANY));
        told.add("alone: " + ensemble.reconfigure(a, null, leader + "," + a, null, ANY));
        told.add(
                "too few: "
                        + ensemble.reconfigure(
                                a,
                                "server.7=127.0.0.1:1:2;3,server.8=127.0.0.1:4:5;6",
                                leader + "," + a,
                                null,
                                ANY));
        for (String members :
                List.of(
                        "",
                        "foo=bar",
                        "server.7=127.0.0.1:1:2",
                        "server.7=127.0.0.1:1:2:observer",
                        "server.7=127.0.0.1:1:2,server.8=127.0.0.1:4:5",
                        "server.7=127.0.0.1:1:2,server.8=127.0.0.1:4:5,group.1=7")) {
            told.add(members + ": " + ensemble.reconfigure(a, null, null, members, ANY));
        }
    }

    private static ZooKeeperAdmin watcher(
            ChangingEnsemble ensemble, int id, BlockingQueue<String> heard) throws Exception {
        ZooKeeperAdmin client =
                ensemble.client(id, false, (WatchedEvent event) -> heard.add(text(event)));
        client.getConfig(true, null);
        return client;
    }

    private static String text(WatchedEvent event) {
        return event.getType() + " " + event.getPath();
    }

    private static String join(ChangingEnsemble ensemble, int at, int id, String role)
            throws Exception {
        return ensemble.reconfigure(at, ensemble.line(id, role), null, null, ANY);
    }

    private static String leave(ChangingEnsemble ensemble, int at, int id) throws Exception {
        return ensemble.reconfigure(at, null, Integer.toString(id), null, ANY);
    }

    private static long version(ChangingEnsemble ensemble, int at) throws Exception {
        String config = ensemble.rawConfig(at);
        return Long.parseUnsignedLong(config.substring(config.indexOf("version=") + 8), 16);
    }
}
