package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.SystemPaths;
import io.quorate.model.Txn;
import io.quorate.model.Znode;
import io.quorate.storage.NodeRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** setData, setACL, reconfig: semantics 2.1, 2.4, 3; client-protocol 6.6. */
class ChangeTest {

    @Test
    void setDataChangesDataVersionZxidAndTime() {
        Server server = Server.standing();
        server.create("/a", "one");
        NodeRecord before = server.node("/a");
        server.now = 9_000;
        assertThat(server.set("/a", "two")).isEqualTo("version 1 aversion 0");
        NodeRecord after = server.node("/a");
        assertThat(after.mzxid).isEqualTo(server.zxid);
        assertThat(after.mtimeMillis).isEqualTo(9_000);
        assertThat(after.czxid).isEqualTo(before.czxid);
        assertThat(after.pzxid).isEqualTo(before.pzxid);
        assertThat(server.get("/a")).isEqualTo("'two'");
    }

    @Test
    void nullIsNotEmpty() {
        Server server = Server.standing();
        server.create("/a", "one");
        server.set("/a", null);
        assertThat(server.get("/a")).isEqualTo("null");
        server.set("/a", "");
        assertThat(server.get("/a")).isEqualTo("''");
    }

    @Test
    void setDataRefusalsComeInOrder() {
        Server server = Server.standing();
        server.create("/a");
        server.createWith("/ro", Server.allow(Permission.READ, Identity.ANYONE));
        assertThat(server.set("/a/", "x")).isEqualTo("-8");
        assertThat(server.set("", "x")).isEqualTo("-8");
        assertThat(server.write(new Request.SetData(null, null, -1))).isEqualTo("-8");
        assertThat(server.set("/missing", "x")).isEqualTo("-101");
        assertThat(server.set("/ro", "x", 5)).isEqualTo("-102");
        assertThat(server.set("/a", "x", 5)).isEqualTo("-103");
        assertThat(server.set("/a", "x", 0)).isEqualTo("version 1 aversion 0");
        server.session = 0x99;
        assertThat(server.set("/a/", "x")).isEqualTo("-112");
    }

    @Test
    void versionsWrap() {
        Server server = Server.standing();
        server.create("/a");
        server.apply(
                Replay.txn(
                        server,
                        new Txn.SetData(OpCode.SET_DATA, Znode.of("/a"), null, Integer.MAX_VALUE)));
        assertThat(server.set("/a", "x", Integer.MAX_VALUE))
                .isEqualTo("version -2147483648 aversion 0");
    }

    @Test
    void setAclChangesOnlyTheAcl() {
        Server server = Server.standing();
        server.create("/a", "one");
        NodeRecord before = server.node("/a");
        assertThat(
                        server.setAcl(
                                "/a",
                                0,
                                Server.allow(Permission.READ | Permission.ADMIN, Identity.ANYONE)))
                .isEqualTo("version 0 aversion 1");
        NodeRecord after = server.node("/a");
        assertThat(after.mzxid).isEqualTo(before.mzxid);
        assertThat(after.mtimeMillis).isEqualTo(before.mtimeMillis);
        assertThat(server.set("/a", "x")).isEqualTo("-102");
    }

    @Test
    void setAclRefusalsComeInOrder() {
        Server server = Server.standing();
        server.create("/a");
        server.createWith("/ro", Server.allow(Permission.READ, Identity.ANYONE));
        assertThat(server.setAcl("/a/", -1)).isEqualTo("-8");
        assertThat(server.setAcl("/missing", -1)).isEqualTo("-114");
        assertThat(server.setAcl("/missing", -1, Server.everything(Server.ALICE)))
                .isEqualTo("-101");
        assertThat(server.setAcl("/ro", 5, Server.everything(Server.ALICE))).isEqualTo("-102");
        assertThat(server.setAcl("/a", 5, Server.everything(Server.ALICE))).isEqualTo("-103");
        server.session = 0x99;
        assertThat(server.setAcl("/a/", -1)).isEqualTo("-112");
    }

    @Test
    void replayOverAMissingNodeIsNoNode() {
        Server server = Server.standing();
        assertThat(
                        server.apply(
                                Replay.txn(
                                        server,
                                        new Txn.SetData(OpCode.SET_DATA, Znode.of("/a"), null, 1))))
                .isEqualTo("-101");
        assertThat(server.apply(Replay.txn(server, new Txn.SetAcl(Znode.of("/a"), List.of(), 1))))
                .isEqualTo("-101");
    }

    @Test
    void theConfigurationIsWrittenBySuperOnly() {
        Server server = Server.standing();
        assertThat(server.set("/zookeeper/config", "x")).isEqualTo("-102");
        assertThat(server.as(Server.SESSION, Identity.SUPER).set("/zookeeper/config", "x"))
                .isEqualTo("version 1 aversion -1");
    }

    @Test
    void aReconfigTransactionAnswersWithTheText() {
        Server server = Server.standing();
        Txn reconfig =
                new Txn.SetData(OpCode.RECONFIG, SystemPaths.CONFIG, Server.bytes("version=1"), -1);
        assertThat(server.apply(Replay.txn(server, reconfig))).isEqualTo("'version=1'");
        assertThat(server.node("/zookeeper/config").version).isEqualTo(-1);
        assertThat(server.events()).endsWith("changed(/zookeeper/config)[world:anyone]");
    }

    @Test
    void reconfigIsRefusedInOrder() {
        Request.Reconfig reconfig = new Request.Reconfig("server.1=x", null, null, -1);
        Server off = Server.standing();
        off.session = 0x99;
        assertThat(off.write(reconfig)).isEqualTo("-123");
        Server on = Server.standing(new TreeSettings(false, false, false, true, true, true));
        assertThat(on.write(reconfig)).isEqualTo("-6");
        on.session = 0x99;
        assertThat(on.write(reconfig)).isEqualTo("-112");
    }
}
