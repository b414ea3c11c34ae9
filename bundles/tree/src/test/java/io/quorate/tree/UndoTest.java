package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.LoggedTxn;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.model.Znode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A transaction that does not come to be proposed leaves everything as it was. */
class UndoTest {

    private final Server server = Server.standing();

    private LoggedTxn again(Request.Write request) {
        LoggedTxn first = server.prepare(request);
        server.prepared.removeLast();
        server.machine.preparer().undo(server.zxid);
        server.zxid--;
        LoggedTxn second = server.prepare(request);
        assertThat(second.digest()).isEqualTo(first.digest());
        return second;
    }

    @Test
    void everyKindCanBeTakenBack() {
        server.create("/a", "x");
        Request.Create ephemeral = Server.creating("/a/e", "", CreateFlags.EPHEMERAL_SEQUENTIAL);
        List<Request.Write> all =
                List.of(
                        ephemeral,
                        new Request.SetData(Znode.of("/a"), new byte[9], 0),
                        new Request.SetAcl(Znode.of("/a"), AclEntry.OPEN, 0),
                        new Request.Multi(
                                List.of(ephemeral, new Request.SetData(Znode.of("/a"), null, 1))),
                        Server.creating("/b", "", 0),
                        new Request.Delete(Znode.of("/b"), 0),
                        new Request.CloseSession());
        for (Request.Write request : all) {
            assertThat(again(request).txn()).isNotInstanceOf(Txn.Refused.class);
        }
        server.applyAll();
        assertThat(server.mismatches).isZero();
        assertThat(server.node("/a/e0000000000")).isNull();
        assertThat(server.node("/a/e0000000001")).isNull();
    }

    @Test
    void aSessionThatWasToEndOrToBeginIsNotEnded() {
        server.prepare(new Request.CloseSession());
        server.prepared.removeLast();
        server.machine.preparer().undo(server.zxid);
        assertThat(server.create("/a")).startsWith("created");
        server.as(0x77);
        server.prepare(new Request.CreateSession(1_000));
        server.prepared.removeLast();
        server.machine.preparer().undo(server.zxid);
        assertThat(server.create("/b")).isEqualTo("-112");
    }

    @Test
    void whatWasProposedBeforeStays() {
        server.prepare(Server.creating("/a", "", 0));
        server.machine.preparer().undo(server.zxid + 1);
        assertThat(server.refusal(Server.creating("/a/b", "", 0))).isZero();
        server.applyAll();
        assertThat(server.node("/a/b")).isNotNull();
        assertThat(server.mismatches).isZero();
    }

    @Test
    void anExceptionInTheMiddleOfAMultiLeavesNothing() {
        server.create("/a", "x");
        Request.Write failing =
                new Request.Multi(
                        List.of(
                                Server.creating("/a/b", "", CreateFlags.EPHEMERAL),
                                new Request.SetData(Znode.of("/a"), new byte[3], -1),
                                new Request.Create(
                                        1,
                                        Znode.of("/c"),
                                        null,
                                        java.util.Collections.singletonList(null),
                                        0,
                                        -1)));
        assertThatThrownBy(() -> server.machine.preparer().prepare(context(), failing))
                .isInstanceOf(NullPointerException.class);
        assertThat(server.get("/a")).isEqualTo("'x'");
        assertThat(server.set("/a", "y", 0)).startsWith("version 1");
        assertThat(server.create("/a/b", CreateFlags.EPHEMERAL)).startsWith("created");
        assertThat(server.mismatches).isZero();
    }

    private PrepareContext context() {
        return new PrepareContext(
                server.session, 7, server.zxid + 1, server.now, server.who, server.ensemble);
    }
}
