package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.EphemeralOwner;
import io.quorate.model.ErrorCode;
import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.model.Znode;
import io.quorate.storage.NodeRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * create, create2, createContainer, createTTL: semantics 1.1, 2.1, 3, 3.1, 3.2; client-protocol
 * 6.3.
 */
class CreateTest {

    private static final TreeSettings EXTENDED =
            new TreeSettings(true, false, false, true, true, false);

    private static Request.Create request(int op, String path, int flags, long ttl) {
        return new Request.Create(op, Znode.of(path), Server.bytes("d"), AclEntry.OPEN, flags, ttl);
    }

    @Test
    void aNewNodeHasItsZxidsTimesAndZeroVersions() {
        Server server = Server.standing();
        server.now = 5_000;
        assertThat(server.create("/a", "hello")).isEqualTo("created /a");
        NodeRecord a = server.node("/a");
        assertThat(List.of(a.czxid, a.mzxid, a.pzxid)).containsOnly(server.zxid);
        assertThat(List.of(a.ctimeMillis, a.mtimeMillis)).containsOnly(5_000L);
        assertThat(List.of(a.version, a.cversion, a.aversion, a.childCount)).containsOnly(0);
        assertThat(server.get("/a")).isEqualTo("'hello'");
    }

    @Test
    void theParentCountsItsChildrenAndRemembersTheZxid() {
        Server server = Server.standing();
        server.create("/a");
        server.create("/a/b");
        server.create("/a/c");
        NodeRecord a = server.node("/a");
        assertThat(a.cversion).isEqualTo(2);
        assertThat(a.pzxid).isEqualTo(server.zxid);
        assertThat(a.mzxid).isEqualTo(a.czxid);
        assertThat(server.read(new Request.GetChildren(OpCode.GET_CHILDREN, Znode.of("/a"), false)))
                .isEqualTo("[b, c]");
    }

    @Test
    void pathsAreJudgedInTwoSteps() {
        Server server = Server.standing();
        assertThat(server.create("foo")).isEqualTo("-8");
        assertThat(server.create("a/b")).isEqualTo("-101");
        assertThat(server.create("/a/")).isEqualTo("-101");
        server.create("/a");
        assertThat(server.create("/a/")).isEqualTo("-8");
        assertThat(server.create("//x")).isEqualTo("-8");
        assertThat(server.create("/a/..")).isEqualTo("-8");
        assertThat(server.create("/a/x\u0000y")).isEqualTo("-8");
        assertThat(server.create("/a/x\u0001y")).isEqualTo("-8");
        assertThat(server.create("")).isEqualTo("-8");
        assertThat(server.create("/")).isEqualTo("-110");
        assertThat(server.create("/zookeeper/x")).isEqualTo("created /zookeeper/x");
    }

    @Test
    void refusalsComeInOrder() {
        Server server = Server.standing();
        server.createWith("/closed", Server.allow(Permission.READ, Identity.ANYONE));
        server.create("/e", CreateFlags.EPHEMERAL);
        assertThat(server.create("/missing/a")).isEqualTo("-101");
        assertThat(server.create("/closed/a")).isEqualTo("-102");
        assertThat(server.create("/closed/..")).isEqualTo("-102");
        assertThat(server.create("/e")).isEqualTo("-110");
        assertThat(server.create("/e/child")).isEqualTo("-108");
        assertThat(server.createWith("/missing/a")).isEqualTo("-114");
        assertThat(server.createWith("/nul\u0000")).isEqualTo("-8");
        server.session = 0x99;
        assertThat(server.createWith("/nul\u0000")).isEqualTo("-112");
        assertThat(server.create("/x", 7)).isEqualTo("-8");
    }

    @Test
    void aNullPathIsAMarshallingError() {
        Server server = Server.standing();
        assertThat(
                        server.write(
                                new Request.Create(
                                        OpCode.CREATE, null, null, AclEntry.OPEN, 0, -1)))
                .isEqualTo("-5");
    }

    @Test
    void sequentialNamesTakeTheCounterOfTheParent() {
        Server server = Server.standing();
        server.create("/p");
        assertThat(server.create("/p/n-", CreateFlags.PERSISTENT_SEQUENTIAL))
                .isEqualTo("created /p/n-0000000000");
        server.create("/p/plain");
        assertThat(server.create("/p/n-", CreateFlags.EPHEMERAL_SEQUENTIAL))
                .isEqualTo("created /p/n-0000000002");
        server.delete("/p/plain");
        server.create("/p/plain2/x");
        assertThat(server.create("/p/", CreateFlags.PERSISTENT_SEQUENTIAL))
                .isEqualTo("created /p/0000000003");
    }

    @Test
    void theCounterWrapsToElevenCharacters() {
        Server server = Server.standing();
        server.create("/p");
        Server.call(
                () -> {
                    server.tree.counters(Znode.of("/p"), Integer.MAX_VALUE, 1);
                    return null;
                });
        assertThat(server.create("/p/n", CreateFlags.PERSISTENT_SEQUENTIAL))
                .isEqualTo("created /p/n2147483647");
        assertThat(server.create("/p/n", CreateFlags.PERSISTENT_SEQUENTIAL))
                .isEqualTo("created /p/n-2147483648");
        assertThat(server.node("/p").cversion).isEqualTo(Integer.MIN_VALUE + 1);
        assertThat(server.mismatches).isZero();
    }

    @Test
    void flagsDecideTheOwnerExceptWhereTheOperationDoes() {
        Server server = Server.standing(EXTENDED);
        server.write(request(OpCode.CREATE, "/e", CreateFlags.EPHEMERAL, -1));
        server.write(request(OpCode.CREATE_CONTAINER, "/c", CreateFlags.CONTAINER, -1));
        server.write(request(OpCode.CREATE2, "/plain", CreateFlags.CONTAINER, -1));
        server.write(
                request(OpCode.CREATE_CONTAINER, "/c2-", CreateFlags.EPHEMERAL_SEQUENTIAL, -1));
        server.write(request(OpCode.CREATE_TTL, "/t", CreateFlags.TTL, 1234));
        assertThat(server.node("/e").ephemeralOwner).isEqualTo(Server.SESSION);
        assertThat(server.node("/c").ephemeralOwner).isEqualTo(EphemeralOwner.CONTAINER);
        assertThat(server.node("/plain").ephemeralOwner).isZero();
        assertThat(server.node("/c2-0000000003").ephemeralOwner)
                .isEqualTo(EphemeralOwner.CONTAINER);
        assertThat(server.node("/t").ephemeralOwner).isEqualTo(0xff00_0000_0000_04d2L);
        assertThat(server.mismatches).isZero();
    }

    @Test
    void aTimeToLiveNeedsTheSettingTheFlagAndTheRange() {
        Server off = Server.standing();
        assertThat(off.refusal(request(OpCode.CREATE_TTL, "/t", CreateFlags.TTL, 0)))
                .isEqualTo(ErrorCode.UNIMPLEMENTED);
        assertThat(off.refusal(request(OpCode.CREATE, "/t", CreateFlags.TTL, -1)))
                .isEqualTo(ErrorCode.UNIMPLEMENTED);
        assertThat(off.refusal(request(OpCode.CREATE_TTL, "/t", CreateFlags.PERSISTENT, 5)))
                .isEqualTo(ErrorCode.BAD_ARGUMENTS);
        Server on = Server.standing(EXTENDED);
        assertThat(on.refusal(request(OpCode.CREATE_TTL, "/t", CreateFlags.TTL, 0)))
                .isEqualTo(ErrorCode.BAD_ARGUMENTS);
        Request.Create tooLong =
                request(
                        OpCode.CREATE_TTL,
                        "/t",
                        CreateFlags.TTL,
                        EphemeralOwner.TTL_MILLIS_MAX + 1);
        assertThat(on.refusal(tooLong)).isEqualTo(ErrorCode.BAD_ARGUMENTS);
        assertThat(on.refusal(request(OpCode.CREATE2, "/t", CreateFlags.TTL, -1)))
                .isEqualTo(ErrorCode.BAD_ARGUMENTS);
        assertThat(on.refusal(request(OpCode.CREATE_TTL, "/t", CreateFlags.EPHEMERAL, -1)))
                .isEqualTo(ErrorCode.BAD_ARGUMENTS);
        assertThat(
                        on.refusal(
                                request(
                                        OpCode.CREATE_TTL,
                                        "/t",
                                        CreateFlags.TTL_SEQUENTIAL,
                                        EphemeralOwner.TTL_MILLIS_MAX)))
                .isZero();
        on.applyAll();
        assertThat(on.create("/t0000000000/child")).isEqualTo("created /t0000000000/child");
    }

    @Test
    void theTransactionHoldsNameNumberAndExpandedAcl() {
        Server server = Server.standing().as(Server.SESSION, Server.LOCAL, Server.ALICE);
        List<AclEntry> asked = List.of(Server.allow(3, "auth", ""));
        List<AclEntry> stored = List.of(Server.allow(3, Server.ALICE));
        Txn txn =
                server.prepare(
                                new Request.Create(
                                        OpCode.CREATE2, Znode.of("/s"), null, asked, 3, -1))
                        .txn();
        assertThat(txn)
                .isEqualTo(
                        new Txn.Create(
                                OpCode.CREATE2,
                                Znode.of("/s0000000000"),
                                null,
                                stored,
                                true,
                                1,
                                -1));
    }

    @Test
    void replayOverANodeThatIsThereSetsItsAclAndTheCounters() {
        Server server = Server.standing();
        server.create("/p");
        server.create("/p/a");
        Txn.Create again =
                new Txn.Create(
                        OpCode.CREATE,
                        Znode.of("/p/a"),
                        null,
                        List.of(Server.allow(1, Identity.ANYONE)),
                        false,
                        9,
                        -1);
        server.zxid = 0x500;
        assertThat(server.apply(Replay.txn(server, again))).isEqualTo("-110");
        assertThat(server.node("/p").cversion).isEqualTo(9);
        assertThat(server.node("/p").pzxid).isEqualTo(0x500);
        assertThat(server.read(new Request.GetAcl(Znode.of("/p/a")))).isEqualTo("[1:world:anyone]");
        Txn.Create other =
                new Txn.Create(
                        OpCode.CREATE2, Znode.of("/p/a"), null, AclEntry.OPEN, false, 20, -1);
        assertThat(server.apply(Replay.txn(server, other))).isEqualTo("-110");
        assertThat(server.node("/p").cversion).isEqualTo(9);
    }

    @Test
    void replayNeverLowersTheParentsCounters() {
        Server server = Server.standing();
        server.create("/p");
        server.create("/p/a");
        server.create("/p/b");
        server.delete("/p/b");
        long pzxid = server.node("/p").pzxid;
        Txn.Create late =
                new Txn.Create(OpCode.CREATE, Znode.of("/p/c"), null, AclEntry.OPEN, false, 1, -1);
        server.zxid = 3;
        assertThat(server.apply(Replay.txn(server, late))).isEqualTo("created /p/c");
        assertThat(server.node("/p").cversion).isEqualTo(2);
        assertThat(server.node("/p").pzxid).isEqualTo(pzxid);
    }

    @Test
    void theOldestLogsDoNotCarryTheCounter() {
        Server server = Server.standing();
        server.create("/p");
        Txn.Create old =
                new Txn.Create(OpCode.CREATE, Znode.of("/p/a"), null, AclEntry.OPEN, false, -1, -1);
        server.apply(Replay.txn(server, old));
        assertThat(server.node("/p").cversion).isEqualTo(1);
    }
}
