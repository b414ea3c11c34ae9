package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.ErrorCode;
import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.Stat;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.model.Znode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads: semantics 2.2, 2.3, 3, 3.4; client-protocol 6.5 and 8.5. */
class ReadsTest {

    /** As ZooKeeper 3.9.5 has no such bound, there is nothing to compare with. */
    @Test
    void repliesHaveABound() throws Exception {
        Server server = Server.standing();
        server.create("/p", "x".repeat(600));
        server.create("/p/" + "c".repeat(400));
        server.create("/p/" + "d".repeat(400));
        Reads reads =
                new Reads(
                        new AclCheck(Server.RULES, TreeSettings.DEFAULT),
                        TreeSettings.DEFAULT,
                        1_000);
        Request.GetData once = new Request.GetData(Znode.of("/p"), false);
        Request.GetChildren list =
                new Request.GetChildren(OpCode.GET_CHILDREN, Znode.of("/p"), false);
        assertThat(read(reads, server, new Request.MultiRead(List.of(once))))
                .isInstanceOf(Outcome.Multi.class);
        assertThat(read(reads, server, list)).isInstanceOf(Outcome.Children.class);
        Outcome refused = new Outcome.Refused(ErrorCode.MARSHALLING_ERROR);
        assertThat(read(reads, server, new Request.MultiRead(List.of(once, once))))
                .isEqualTo(refused);
        assertThat(read(reads, server, new Request.MultiRead(List.of(list, list))))
                .isEqualTo(refused);
        server.create("/p/" + "e".repeat(400));
        assertThat(read(reads, server, list)).isEqualTo(refused);
        assertThat(read(reads, server, once))
                .as("one node is as large as it was let in")
                .isInstanceOf(Outcome.Data.class);
    }

    private static Outcome read(Reads reads, Server server, Request.Read request) throws Exception {
        return reads.read(request, server.tree, List.of(), 1);
    }

    private static final TreeSettings EXTENDED =
            new TreeSettings(true, false, false, true, true, false);

    private static Request.GetChildren children(String path) {
        return new Request.GetChildren(OpCode.GET_CHILDREN2, Znode.of(path), false);
    }

    private static List<Request.Read> of(String path) {
        Znode node = Znode.of(path);
        return List.of(
                exists(path),
                new Request.GetData(node, true),
                children(path),
                new Request.GetAllChildrenNumber(node));
    }

    private static Request.Exists exists(String path) {
        return new Request.Exists(Znode.of(path), false);
    }

    private static Stat stat(Server server, String path) {
        return ((Outcome.Stats)
                        Server.call(
                                () ->
                                        server.reads.read(
                                                exists(path),
                                                server.tree,
                                                server.who,
                                                server.session)))
                .stat();
    }

    @Test
    void absentAndForbiddenNodes() {
        Server server = Server.standing();
        server.createWith("/w", Server.allow(Permission.WRITE, Identity.ANYONE));
        for (Request.Read read : of("/x")) {
            assertThat(server.read(read)).isEqualTo("-101");
        }
        for (Request.Read read : of("/w")) {
            assertThat(server.read(read)).isEqualTo("-102");
        }
        assertThat(server.read(exists("/x\u0000"))).isEqualTo("-8");
        assertThat(server.get("/x\u0000")).isEqualTo("-101");
        assertThat(server.read(new Request.GetData(null, false))).isEqualTo("-5");
    }

    @Test
    void theEmptyPathIsTheRoot() {
        Server server = Server.standing();
        server.set("/", "root");
        assertThat(server.get("")).isEqualTo("'root'");
        assertThat(server.read(children(""))).isEqualTo("[zookeeper]");
    }

    @Test
    void oddPathsDoNotExist() {
        Server server = Server.standing();
        server.create("/a");
        server.create("/a/b");
        for (String path : new String[] {"a", "a/b", "/a/", "//a", "/a//b", "/a/./b", "/a/b/.."}) {
            assertThat(server.get(path)).as(path).isEqualTo("-101");
        }
    }

    @Test
    void cversionCountsBothWays() {
        Server server = Server.standing();
        assertThat(stat(server, "/").cversion()).isEqualTo(-1);
        assertThat(stat(server, "/zookeeper").cversion()).isEqualTo(-2);
        server.create("/a");
        server.create("/a/b");
        server.create("/a/c");
        server.delete("/a/b");
        assertThat(stat(server, "/a").cversion()).isEqualTo(3);
        assertThat(stat(server, "/a").numChildren()).isEqualTo(1);
    }

    @Test
    void onlySessionsShowAsOwners() {
        Server server = Server.standing(EXTENDED);
        server.create("/e", CreateFlags.EPHEMERAL);
        server.create("/c", CreateFlags.CONTAINER);
        server.write(
                new Request.Create(
                        OpCode.CREATE_TTL,
                        Znode.of("/t"),
                        null,
                        AclEntry.OPEN,
                        CreateFlags.TTL,
                        100));
        assertThat(stat(server, "/e").ephemeralOwner()).isEqualTo(Server.SESSION);
        assertThat(stat(server, "/c").ephemeralOwner()).isZero();
        assertThat(stat(server, "/t").ephemeralOwner()).isZero();
        assertThat(stat(server, "/t").dataLength()).isZero();
    }

    @Test
    void allChildrenNumberCountsDescendants() {
        Server server = Server.standing();
        server.create("/a");
        server.create("/a/b");
        server.create("/a/b/c");
        server.create("/ab");
        assertThat(server.read(new Request.GetAllChildrenNumber(Znode.of("/a")))).isEqualTo("2");
        assertThat(server.read(new Request.GetAllChildrenNumber(Znode.of("/ab")))).isEqualTo("0");
        assertThat(server.read(new Request.GetAllChildrenNumber(Znode.of("/")))).isEqualTo("7");
    }

    @Test
    void ephemeralsAreFoundByTextPrefix() {
        Server server = Server.standing();
        server.create("/e1", CreateFlags.EPHEMERAL);
        server.create("/e2", CreateFlags.EPHEMERAL);
        server.as(Server.OTHER).create("/e3", CreateFlags.EPHEMERAL);
        server.as(Server.SESSION);
        for (Znode all :
                new Znode[] {null, Znode.of(""), Znode.of("  "), Znode.of("/"), Znode.of("/e")}) {
            assertThat(server.read(new Request.GetEphemerals(all))).isEqualTo("[/e1, /e2]");
        }
        assertThat(server.read(new Request.GetEphemerals(Znode.of("/e2")))).isEqualTo("[/e2]");
        assertThat(server.read(new Request.GetEphemerals(Znode.of("e")))).isEqualTo("[]");
    }

    @Test
    void partsOfAMultiReadStandAlone() {
        Server server = Server.standing();
        server.create("/a", "x");
        assertThat(
                        server.read(
                                new Request.MultiRead(
                                        List.of(
                                                new Request.GetData(Znode.of("/missing"), true),
                                                new Request.GetData(Znode.of("/a"), false),
                                                children("/a")))))
                .isEqualTo("[-101, 'x', []]");
    }

    @Test
    void aThousandChildrenAreTheLimitOnTheLoop() {
        Server server = Server.standing();
        server.create("/p");
        for (int child = 0; child < Reads.WALK_MAX; child++) {
            server.prepare(Server.creating("/p/", "", CreateFlags.PERSISTENT_SEQUENTIAL));
        }
        server.prepared.forEach(
                txn ->
                        Server.call(
                                () ->
                                        server.machine
                                                .applier()
                                                .apply(txn.header(), txn.txn(), ChangeSink.NONE)));
        assertThat(isLong(server, children("/p"))).isFalse();
        assertThat(isLong(server, new Request.GetAllChildrenNumber(Znode.of("/p")))).isTrue();
        assertThat(isLong(server, new Request.GetAllChildrenNumber(Znode.of("/")))).isFalse();
        Server.call(
                () ->
                        server.machine
                                .applier()
                                .apply(
                                        new TxnHeader(1, 1, 5000, 1, 1),
                                        new Txn.Create(
                                                1,
                                                Znode.of("/p/more"),
                                                null,
                                                AclEntry.OPEN,
                                                false,
                                                -1,
                                                -1),
                                        ChangeSink.NONE));
        assertThat(isLong(server, children("/p"))).isTrue();
        assertThat(isLong(server, new Request.MultiRead(List.of(children("/p"))))).isTrue();
        assertThat(Server.call(() -> server.reads.childCount(Znode.of("/p"), server.tree)))
                .isEqualTo(1001);
        assertThat(Server.call(() -> server.reads.childCount(Znode.of("/none"), server.tree)))
                .isEqualTo(-1);
    }

    @Test
    void otherRequestsAreNotAnswered() {
        Server server = Server.standing();
        assertThatThrownBy(() -> server.read(new Request.Ping()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean isLong(Server server, Request.Read read) {
        return Server.call(() -> server.reads.isLong(read, server.tree));
    }
}
