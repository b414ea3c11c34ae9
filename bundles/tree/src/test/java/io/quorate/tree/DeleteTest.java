package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.CreateFlags;
import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.model.Znode;
import org.junit.jupiter.api.Test;

/** delete and deleteContainer: semantics 2.1, 3, 5; disk-format 7 and 9. */
class DeleteTest {

    private static Request.DeleteContainer expired(String path) {
        return new Request.DeleteContainer(Znode.of(path));
    }

    @Test
    void theParentKeepsItsCounterAndGetsTheZxid() {
        Server server = Server.standing();
        server.create("/a");
        server.create("/a/b");
        assertThat(server.delete("/a/b")).isEqualTo("ok");
        assertThat(server.node("/a/b")).isNull();
        assertThat(server.node("/a").cversion).isEqualTo(1);
        assertThat(server.node("/a").pzxid).isEqualTo(server.zxid);
        assertThat(server.node("/a").childCount).isZero();
    }

    @Test
    void refusalsComeInOrder() {
        Server server = Server.standing();
        server.create("/a");
        server.create("/a/b");
        server.createWith(
                "/closed", Server.allow(Permission.ALL & ~Permission.DELETE, Identity.ANYONE));
        server.create("/closed/a");
        assertThat(server.delete("noslash")).isEqualTo("-8");
        assertThat(server.delete("/a\u0000")).isEqualTo("-8");
        assertThat(server.delete("/missing/a")).isEqualTo("-101");
        assertThat(server.delete("/closed/a")).isEqualTo("-102");
        assertThat(server.delete("/closed/missing")).isEqualTo("-102");
        assertThat(server.delete("/a/missing")).isEqualTo("-101");
        assertThat(server.delete("/a", 1)).isEqualTo("-103");
        assertThat(server.delete("/a", 0)).isEqualTo("-111");
        server.session = 0x99;
        assertThat(server.delete("noslash")).isEqualTo("-112");
        assertThat(server.write(new Request.Delete(null, -1))).isEqualTo("-112");
        server.session = Server.SESSION;
        assertThat(server.write(new Request.Delete(null, -1))).isEqualTo("-5");
    }

    @Test
    void reservedNodesStay() {
        Server server = Server.standing();
        for (String path :
                new String[] {"/", "/zookeeper", "/zookeeper/quota", "/zookeeper/config"}) {
            assertThat(server.delete(path)).isEqualTo("-8");
            assertThat(server.write(expired(path))).isEqualTo("-8");
        }
    }

    @Test
    void theRightToDeleteIsTheParents() {
        Server server = Server.standing();
        server.createWith("/a", Server.allow(Permission.READ, Identity.ANYONE));
        assertThat(server.delete("/a")).isEqualTo("ok");
    }

    @Test
    void expiryTakesChildlessContainersAndNodesWithATimeToLive() {
        Server server = Server.standing();
        server.create("/c", CreateFlags.CONTAINER);
        server.create("/c/a");
        server.create("/e", CreateFlags.EPHEMERAL);
        server.create("/plain");
        server.session = 0;
        assertThat(server.write(expired("/missing"))).isEqualTo("-101");
        assertThat(server.write(expired("/c"))).isEqualTo("-111");
        assertThat(server.write(expired("/e"))).isEqualTo("-103");
        assertThat(server.write(expired("/plain"))).as("put there since").isEqualTo("-103");
        server.session = Server.SESSION;
        assertThat(server.delete("/c/a")).isEqualTo("ok");
        server.session = 0;
        assertThat(server.prepare(expired("/c")).txn())
                .isEqualTo(new Txn.Delete(OpCode.DELETE_CONTAINER, Znode.of("/c")));
        assertThat(server.applyAll()).isEqualTo("ok");
    }

    @Test
    void replayOfAGoneNodeStillRaisesTheParent() {
        Server server = Server.standing();
        server.create("/a");
        server.zxid = 0x700;
        assertThat(
                        server.apply(
                                Replay.txn(
                                        server, new Txn.Delete(OpCode.DELETE, Znode.of("/a/b")))))
                .isEqualTo("-101");
        assertThat(server.node("/a").pzxid).isEqualTo(0x700);
        server.zxid = 0x600;
        assertThat(
                        server.apply(
                                Replay.txn(
                                        server, new Txn.Delete(OpCode.DELETE, Znode.of("/a/b")))))
                .isEqualTo("-101");
        assertThat(server.node("/a").pzxid).isEqualTo(0x700);
        assertThat(
                        server.apply(
                                Replay.txn(
                                        server, new Txn.Delete(OpCode.DELETE, Znode.of("/x/b")))))
                .isEqualTo("-101");
    }

    @Test
    void replayRemovesALaterNodeOfThatNameWithItsChildren() {
        Server server = Server.standing();
        server.create("/a");
        server.create("/a/b");
        server.create("/a/b/c");
        assertThat(server.apply(Replay.txn(server, new Txn.Delete(OpCode.DELETE, Znode.of("/a")))))
                .isEqualTo("ok");
        assertThat(server.node("/a/b/c")).isNull();
        assertThat(server.node("/").childCount).isEqualTo(1);
    }
}
