package io.quorate.tree;

import static io.quorate.tree.Server.checking;
import static io.quorate.tree.Server.creating;
import static io.quorate.tree.Server.deleting;
import static io.quorate.tree.Server.setting;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.Identity;
import io.quorate.model.LoggedTxn;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.model.Znode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** multi: semantics 6, client-protocol 8.4, disk-format 5. */
class MultiTest {

    @Test
    void laterPartsSeeEarlierOnes() {
        Server server = Server.standing();
        assertThat(
                        server.multi(
                                creating("/a"),
                                creating("/a/b"),
                                setting("/a/b", "x", 0),
                                checking("/a/b", 1),
                                deleting("/a/b")))
                .isEqualTo("[created /a, created /a/b, version 1 aversion 0, ok, ok]");
        assertThat(server.node("/a").cversion).isEqualTo(1);
        assertThat(server.mismatches).isZero();
    }

    @Test
    void sequenceNumbersRunOn() {
        Server server = Server.standing();
        server.create("/p");
        Request.Create next = creating("/p/n", "", CreateFlags.PERSISTENT_SEQUENTIAL);
        assertThat(server.multi(next, next))
                .isEqualTo("[created /p/n0000000000, created /p/n0000000001]");
    }

    @Test
    void allPartsShareZxidAndTime() {
        Server server = Server.standing();
        server.now = 4_711;
        server.multi(creating("/a"), creating("/b"));
        assertThat(server.node("/a").czxid)
                .isEqualTo(server.node("/b").czxid)
                .isEqualTo(server.zxid);
        assertThat(server.node("/a").ctimeMillis).isEqualTo(4_711);
    }

    @Test
    void oneFailureFailsAll() {
        Server server = Server.standing();
        server.create("/x");
        List<String> before = server.dump();
        server.events();
        assertThat(server.multi(creating("/a"), setting("/x", "new", 9), deleting("/x")))
                .isEqualTo("[0, -103, -2]");
        assertThat(server.dump()).isEqualTo(before);
        assertThat(server.events()).isEmpty();
        assertThat(server.tree.position().zxid()).isEqualTo(server.zxid);
    }

    @Test
    void theFailedTransactionKeepsThePartsBefore() {
        Server server = Server.standing();
        LoggedTxn txn =
                server.prepare(
                        new Request.Multi(List.of(creating("/a"), creating("/a"), creating("/c"))));
        assertThat(txn.header().type()).isEqualTo(OpCode.MULTI);
        assertThat(txn.hasDigest()).isTrue();
        Txn created = ((Txn.Multi) txn.txn()).parts().get(0);
        assertThat(txn.txn())
                .isEqualTo(
                        new Txn.Multi(
                                List.of(created, new Txn.Refused(-110), new Txn.Refused(-2))));
    }

    @Test
    void theRollbackTakesEverythingBackThatIsPending() {
        Server server = Server.standing();
        server.prepare(creating("/p"));
        server.prepare(creating("/p/e", "old", CreateFlags.EPHEMERAL));
        server.prepare(
                new Request.Multi(
                        List.of(
                                setting("/p/e", "new", 0),
                                deleting("/p/e"),
                                creating("/p/e", "again", CreateFlags.EPHEMERAL),
                                creating("/p/f", "", CreateFlags.EPHEMERAL),
                                deleting("/missing"))));
        assertThat(server.refusal(setting("/p/e", "x", 0))).isZero();
        assertThat(server.refusal(creating("/p/n", "", CreateFlags.PERSISTENT_SEQUENTIAL)))
                .isZero();
        assertThat(
                        ((Txn.CloseSession) server.prepare(new Request.CloseSession()).txn())
                                .ephemerals())
                .containsExactly(Znode.of("/p/e"));
        server.applyAll();
        assertThat(server.node("/p/n0000000001")).isNotNull();
        assertThat(server.mismatches).isZero();
    }

    @Test
    void oneOfVeryManyPartsIsPreparedBitByBit() {
        List<Request.Write> parts = new ArrayList<>();
        for (int at = 0; at < 600; at++) {
            parts.add(creating("/n" + at));
        }
        List<Request.Write> spoilt = new ArrayList<>(parts);
        spoilt.add(deleting("/missing"));
        Server plain = Server.standing();
        Server bitwise = Server.standing();
        bitwise.inSlices = true;
        for (List<Request.Write> asked : List.of(spoilt, parts, parts)) {
            assertThat(bitwise.prepare(new Request.Multi(asked)))
                    .isEqualTo(plain.prepare(new Request.Multi(asked)));
        }
        assertThat(bitwise.slices)
                .as("the last one fails at once")
                .isEqualTo(600 / Applier.PARTS_PER_STEP + 1);
        assertThat(bitwise.applyAll()).isEqualTo(plain.applyAll());
        assertThat(bitwise.dump()).isEqualTo(plain.dump());
        assertThat(bitwise.mismatches).isZero();
    }

    @Test
    void noPartsIsFine() {
        assertThat(Server.standing().multi()).isEqualTo("[]");
    }

    @Test
    void checkRefusalsComeInOrder() {
        Server server = Server.standing();
        server.create("/a");
        server.createWith("/closed", Server.allow(Permission.WRITE, Identity.ANYONE));
        assertThat(server.multi(checking("/a/", 0))).isEqualTo("[-8]");
        assertThat(server.multi(checking("/missing", 0))).isEqualTo("[-101]");
        assertThat(server.multi(checking("/closed", 3))).isEqualTo("[-102]");
        assertThat(server.multi(checking("/a", 3))).isEqualTo("[-103]");
        assertThat(server.multi(checking("/a", -1))).isEqualTo("[ok]");
        server.session = 0x99;
        assertThat(server.multi(checking("/a/", 0), deleting("/a"))).isEqualTo("[-112, -2]");
    }

    @Test
    void anAclWithoutIdSpoilsTheWholeRequest() {
        Server server = Server.standing();
        List<AclEntry> broken = List.of(Server.allow(1, "digest", null));
        Request.Create create =
                new Request.Create(OpCode.CREATE, Znode.of("/b"), null, broken, 0, -1);
        assertThat(server.multi(creating("/a"), create)).isEqualTo("-5");
        assertThat(server.create("/a")).isEqualTo("created /a");
    }

    @Test
    void statisticsAreThoseAfterEachPart() {
        Server server = Server.standing();
        server.prepare(
                new Request.Multi(
                        List.of(
                                new Request.Create(
                                        OpCode.CREATE2,
                                        Znode.of("/a"),
                                        Server.bytes("12"),
                                        AclEntry.OPEN,
                                        0,
                                        -1),
                                creating("/a/b"),
                                setting("/a", "345", -1))));
        LoggedTxn txn = server.prepared.removeFirst();
        Outcome.Multi outcome =
                (Outcome.Multi)
                        Server.call(
                                () ->
                                        server.machine
                                                .applier()
                                                .apply(txn.header(), txn.txn(), ChangeSink.NONE));
        assertThat(((Outcome.Created) outcome.parts().get(0)).stat().numChildren()).isZero();
        assertThat(((Outcome.Stats) outcome.parts().get(2)).stat().numChildren()).isEqualTo(1);
        assertThat(((Outcome.Stats) outcome.parts().get(2)).stat().cversion()).isEqualTo(1);
        assertThat(outcome.ops()).containsExactly(OpCode.CREATE2, OpCode.CREATE, OpCode.SET_DATA);
    }
}
