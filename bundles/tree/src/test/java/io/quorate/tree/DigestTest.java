package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.LoggedTxn;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.model.Znode;
import org.junit.jupiter.api.Test;

/** The tree digest: semantics 16, disk-format 6.2 and 8. */
class DigestTest {

    private int mismatches;
    private final DigestHistory ledger = new DigestHistory(() -> mismatches++);

    private static LoggedTxn at(long zxid, long digest) {
        return new LoggedTxn(
                new TxnHeader(1, 1, zxid, zxid * 100_000, OpCode.CREATE_SESSION),
                new Txn.CreateSession(1),
                true,
                2,
                digest);
    }

    @Test
    void goldenValues() {
        Server server = new Server(TreeSettings.DEFAULT);
        server.open(Server.SESSION);
        assertThat(server.tree.digest()).isEqualTo(1371985504L);
        server.zxid = 0x100000001L;
        server.now = 1700000000000L;
        assertThat(server.prepare(Server.creating("/foo", "bar", 0)).digest())
                .isEqualTo(7198204945L);
        server.now = 1700000000500L;
        assertThat(server.prepare(new Request.SetData(Znode.of("/foo"), null, -1)).digest())
                .isEqualTo(9011790340L);
        server.applyNext();
        assertThat(server.tree.digest()).isEqualTo(7198204945L);
        server.applyNext();
        assertThat(server.tree.digest()).isEqualTo(9011790340L);
        assertThat(server.mismatches).isZero();
    }

    @Test
    void plainErrorsCarryNoDigest() {
        Server server = Server.standing();
        assertThat(server.prepare(Server.deleting("/x")).hasDigest()).isFalse();
        assertThat(server.prepare(Server.creating("/x")).hasDigest()).isTrue();
    }

    @Test
    void withoutTheSettingNothingCarriesOne() {
        Server server = Server.standing(new TreeSettings(false, false, false, false, true, false));
        assertThat(server.prepare(Server.creating("/x")).hasDigest()).isFalse();
    }

    @Test
    void aMismatchIsCounted() {
        Server server = Server.standing();
        Txn txn = new Txn.Create(OpCode.CREATE, Znode.of("/a"), null, AclEntry.OPEN, false, 1, -1);
        server.zxid++;
        server.apply(
                new LoggedTxn(
                        new TxnHeader(1, 1, server.zxid, 1, OpCode.CREATE), txn, true, 2, 4711));
        assertThat(server.mismatches).isEqualTo(1);
        assertThat(server.create("/b")).isEqualTo("created /b");
        assertThat(server.mismatches).isEqualTo(1);
    }

    @Test
    void anotherVersionIsNotCompared() {
        ledger.applied(
                new LoggedTxn(
                        new TxnHeader(1, 1, 5, 1, -10), new Txn.CreateSession(1), true, 1, 4711),
                1);
        assertThat(mismatches).isZero();
    }

    @Test
    void insideTheFuzzyRangeNothingIsComparedButItsEnd() {
        ledger.loaded(10, 13, 777, 1);
        ledger.applied(at(11, 5), 6);
        ledger.applied(at(12, 5), 6);
        ledger.applied(at(13, 777), 777);
        assertThat(mismatches).isZero();
        ledger.applied(at(14, 5), 6);
        assertThat(mismatches).isEqualTo(1);
        ledger.loaded(10, 12, 777, 1);
        ledger.applied(at(12, 5), 776);
        assertThat(mismatches).isEqualTo(2);
    }

    @Test
    void anExactSnapshotIsComparedAtOnceAnOlderDigestIgnored() {
        ledger.loaded(10, 9, 777, 1);
        ledger.loaded(10, 0, 0, 1);
        ledger.loaded(10, 10, 777, 777);
        assertThat(mismatches).isZero();
        ledger.loaded(10, 10, 777, 1);
        assertThat(mismatches).isEqualTo(1);
    }

    @Test
    void everyHundredTwentyEighthIsRememberedTheNewestThousand() {
        for (long zxid = 1; zxid <= 128L * 1030; zxid++) {
            ledger.applied(at(zxid, zxid), zxid);
        }
        long[] history = ledger.history();
        assertThat(history)
                .hasSize(2048)
                .startsWith(128L * 7, 128L * 7)
                .endsWith(128L * 1030, 128L * 1030);
    }
}
