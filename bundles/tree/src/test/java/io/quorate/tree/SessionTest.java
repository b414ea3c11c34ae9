package io.quorate.tree;

import static io.quorate.tree.Server.creating;
import static io.quorate.tree.Server.deleting;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.model.Znode;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * createSession, closeSession and what sessions may do: semantics 4.3 and 4.4, disk-format 7 and 9
 * (F5, F9).
 */
class SessionTest {

    private static Request.Create ephemeral(String path) {
        return creating(path, "", CreateFlags.EPHEMERAL);
    }

    private static List<Znode> closing(Server server) {
        return ((Txn.CloseSession) server.prepare(new Request.CloseSession()).txn()).ephemerals();
    }

    @Test
    void closingRemovesTheEphemeralsWhoeverOwnsTheirParents() {
        Server server = Server.standing();
        server.createWith("/p", AclEntry.OPEN.get(0));
        server.create("/p/e", CreateFlags.EPHEMERAL);
        server.create("/p/n-", CreateFlags.EPHEMERAL_SEQUENTIAL);
        server.as(Server.OTHER).create("/p/other", CreateFlags.EPHEMERAL);
        server.as(Server.SESSION).setAcl("/p", -1, Server.everything(Server.ALICE));
        server.events();
        assertThat(server.close()).isEqualTo("ok");
        assertThat(server.node("/p/e")).isNull();
        assertThat(server.node("/p/other")).isNotNull();
        assertThat(server.node("/p").pzxid).isEqualTo(server.zxid);
        assertThat(server.node("/p").cversion).isEqualTo(3);
        assertThat(server.tree.counts().sessions()).isEqualTo(1);
        assertThat(server.events().split(" "))
                .containsExactlyInAnyOrder(
                        "deleted(/p/e)",
                        "children(/p)[digest:alice:a]",
                        "deleted(/p/n-0000000001)",
                        "children(/p)[digest:alice:a]");
        assertThat(server.mismatches).isZero();
    }

    @Test
    void theListCountsPendingCreatesAndDeletes() {
        Server server = Server.standing();
        server.create("/kept", CreateFlags.EPHEMERAL);
        server.create("/deleted", CreateFlags.EPHEMERAL);
        server.create("/again", CreateFlags.EPHEMERAL);
        server.prepare(deleting("/deleted"));
        server.prepare(deleting("/again"));
        server.prepare(ephemeral("/again"));
        server.prepare(ephemeral("/new"));
        server.prepare(ephemeral("/shortlived"));
        server.prepare(deleting("/shortlived"));
        assertThat(closing(server))
                .containsExactlyInAnyOrder(Znode.of("/kept"), Znode.of("/again"), Znode.of("/new"));
        server.applyAll();
        assertThat(server.node("/").childCount).isEqualTo(1);
        assertThat(server.mismatches).isZero();
    }

    @Test
    void theListIsRightWhilePendingTransactionsAreAppliedOneByOne() {
        Server server = Server.standing();
        server.prepare(ephemeral("/a"));
        server.prepare(Server.setting("/a", "x", 0));
        server.prepare(ephemeral("/b"));
        server.applyNext();
        assertThat(closing(server)).containsExactlyInAnyOrder(Znode.of("/a"), Znode.of("/b"));
        server.applyAll();
        assertThat(server.mismatches).isZero();
    }

    @Test
    void afterTheCloseNothingIsPreparedForTheSession() {
        Server server = Server.standing();
        server.prepare(new Request.CloseSession());
        assertThat(server.refusal(creating("/a"))).isEqualTo(-112);
        assertThat(server.refusal(new Request.Multi(List.of()))).isZero();
        server.applyAll();
        assertThat(server.refusal(creating("/a"))).isEqualTo(-112);
        server.session = Server.OTHER;
        assertThat(server.refusal(creating("/a"))).isZero();
    }

    @Test
    void aSessionThatExpiresIsRefusedBeforeItsCloseIsPrepared() {
        Server server = Server.standing();
        server.machine.preparer().closing(Server.SESSION);
        assertThat(server.create("/a")).isEqualTo("-112");
        server.machine.preparer().reset();
        assertThat(server.create("/a")).isEqualTo("created /a");
    }

    @Test
    void aSessionMayActBeforeItsCreationIsApplied() {
        Server server = new Server(TreeSettings.DEFAULT);
        server.prepare(new Request.CreateSession(10_000));
        assertThat(server.refusal(ephemeral("/e"))).isZero();
        server.applyAll();
        assertThat(server.tree.counts().ephemerals()).isEqualTo(1);
        assertThat(Server.call(() -> server.tree.sessionTimeoutMillis(Server.SESSION)))
                .isEqualTo(10_000);
    }

    @Test
    void withoutTheSettingTheListIsLeftOut() {
        Server server = Server.standing(new TreeSettings(false, false, false, true, false, false));
        server.create("/e", CreateFlags.EPHEMERAL);
        assertThat(closing(server)).isNull();
        server.applyAll();
        assertThat(server.node("/e")).isNull();
        assertThat(server.mismatches).isZero();
    }

    @Test
    void replayRemovesWhatTheListNamesAndWhatItForgets() {
        Server server = Server.standing();
        server.create("/listed");
        server.create("/forgotten", CreateFlags.EPHEMERAL);
        Txn close =
                new Txn.CloseSession(
                        List.of(Znode.of("/listed"), Znode.of("/gone"), Znode.of("/gone/parent")));
        assertThat(server.apply(Replay.txn(server, close))).isEqualTo("ok");
        assertThat(server.node("/listed")).isNull();
        assertThat(server.node("/forgotten")).isNull();
    }

    @Test
    void aClosedParentIsEmptyForTheNextPrepare() {
        Server server = Server.standing();
        server.create("/p");
        server.create("/p/e", CreateFlags.EPHEMERAL);
        server.prepare(new Request.CloseSession());
        server.session = Server.OTHER;
        assertThat(server.refusal(deleting("/p"))).isZero();
        server.applyAll();
        assertThat(server.node("/p")).isNull();
        assertThat(server.mismatches).isZero();
    }

    @Test
    void twoClosesDoNotHarm() {
        Server server = Server.standing();
        server.create("/e", CreateFlags.EPHEMERAL);
        assertThat(closing(server)).containsExactly(Znode.of("/e"));
        assertThat(closing(server)).isEmpty();
        server.applyAll();
        assertThat(server.mismatches).isZero();
    }

    @Test
    void sessionTransactionsHaveTheirTypes() {
        Server server = new Server(TreeSettings.DEFAULT);
        assertThat(server.prepare(new Request.CreateSession(5)).header().type())
                .isEqualTo(OpCode.CREATE_SESSION);
        assertThat(server.prepare(new Request.CloseSession()).header().type())
                .isEqualTo(OpCode.CLOSE_SESSION);
    }

    @Test
    void theEndOfASessionWithVeryManyEphemeralsIsPreparedBitByBit() {
        Server plain = Server.standing();
        Server bitwise = Server.standing();
        bitwise.inSlices = true;
        for (Server server : List.of(plain, bitwise)) {
            for (int at = 0; at < 600; at++) {
                server.prepare(creating("/e" + at, "", CreateFlags.EPHEMERAL));
                if (at == 300) {
                    server.applyAll();
                }
            }
            server.prepare(deleting("/e7"));
            server.prepare(deleting("/e500"));
        }
        List<Znode> expected = closing(plain);
        assertThat(closing(bitwise)).containsExactlyInAnyOrderElementsOf(expected).hasSize(598);
        assertThat(bitwise.slices).isEqualTo(600 / Applier.PARTS_PER_STEP + 1);
        plain.applyAll();
        bitwise.applyAll();
        assertThat(bitwise.dump()).isEqualTo(plain.dump());
        assertThat(bitwise.mismatches).isZero();
    }
}
