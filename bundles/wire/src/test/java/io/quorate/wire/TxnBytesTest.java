package io.quorate.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.Permission;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.model.Znode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is counted before writing is what is written. */
class TxnBytesTest {

    private static final Znode PATH = Znode.of("/a/\u00e9\u20ac");
    private static final List<AclEntry> ACL =
            List.of(
                    new AclEntry(Permission.READ, new Identity("digest", "\u00e9lan:x")),
                    new AclEntry(Permission.ALL, Identity.ANYONE),
                    new AclEntry(1, new Identity(null, null)));

    static Stream<Txn> kinds() {
        Txn create = new Txn.Create(OpCode.CREATE, PATH, new byte[7], ACL, true, 3, -1);
        return Stream.of(
                create,
                new Txn.Create(OpCode.CREATE2, PATH, null, AclEntry.OPEN, false, 3, -1),
                new Txn.Create(OpCode.CREATE_CONTAINER, PATH, new byte[0], ACL, false, 3, -1),
                new Txn.Create(OpCode.CREATE_TTL, PATH, new byte[1], null, false, 3, 99),
                new Txn.Delete(OpCode.DELETE, PATH),
                new Txn.Delete(OpCode.DELETE_CONTAINER, PATH),
                new Txn.SetData(OpCode.SET_DATA, PATH, new byte[300], 4),
                new Txn.SetData(OpCode.RECONFIG, PATH, null, -1),
                new Txn.SetAcl(PATH, ACL, 4),
                new Txn.Check(PATH, 4),
                new Txn.Refused(-5),
                new Txn.CreateSession(30_000),
                new Txn.CloseSession(null),
                new Txn.CloseSession(List.of()),
                new Txn.CloseSession(List.of(PATH, Znode.of("/b"))),
                new Txn.Multi(List.of()),
                new Txn.Multi(
                        List.of(create, new Txn.Check(PATH, 1), new Txn.Refused(-2), create)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindIsCountedExactly(Txn txn) {
        byte[] entry = TxnCodec.encode(new TxnHeader(1, 2, 3, 4, txn.type()), txn, 5);
        assertThat(TxnBytes.ofEntry(txn)).isEqualTo(entry.length);
    }
}
