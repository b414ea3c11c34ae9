package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.Identity;
import io.quorate.model.LoggedTxn;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeDigest;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.SessionCursor;
import io.quorate.wire.MalformedRecord;
import io.quorate.wire.TxnCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logs written by real ZooKeeper servers, one payload per line, and the trees that the real restore
 * code makes of them. Source: spec disk-format sections 7 to 9 (the logs are those of
 * plugins-storage/filelog/src/test/resources/vectors/disk).
 */
class VectorsTest {

    private static final TreeSettings EXTENDED =
            new TreeSettings(true, false, false, true, true, false);

    @ParameterizedTest
    @ValueSource(strings = {"basic", "no-digest", "create-v0", "ensemble"})
    void replayMakesTheSameTree(String log) throws Exception {
        Server server = new Server(EXTENDED);
        for (LoggedTxn txn : txns(log)) {
            server.apply(txn);
        }
        assertThat(dump(server)).containsExactlyElementsOf(expected(log));
        assertThat(server.mismatches).isZero();
    }

    /**
     * Not so for the oldest logs: without the parent's counter a create cannot tell that it is a
     * repetition.
     */
    @ParameterizedTest
    @ValueSource(strings = {"basic", "no-digest", "ensemble"})
    void replayOverItsOwnResultChangesNothing(String log) throws Exception {
        Server server = new Server(EXTENDED);
        List<LoggedTxn> txns = txns(log);
        for (LoggedTxn txn : txns) {
            server.apply(txn);
        }
        long last = txns.get(txns.size() - 1).header().zxid();
        for (int from : new int[] {txns.size() / 2, txns.size() - 5, 0}) {
            server.machine.digests().loaded(0, last, server.tree.digest(), 0);
            for (LoggedTxn txn : txns.subList(from, txns.size())) {
                server.apply(txn);
            }
            assertThat(dump(server)).containsExactlyElementsOf(expected(log));
        }
        assertThat(server.mismatches).isZero();
    }

    @Test
    void askingForTheSameAgainMakesTheSameTransactionsAndDigests() throws Exception {
        Server server = new Server(EXTENDED);
        int asked = 0;
        for (LoggedTxn txn : txns("basic")) {
            Request.Write request = request(txn.txn());
            if (request == null) {
                server.apply(txn);
                continue;
            }
            server.as(txn.header().sessionId(), Identity.SUPER);
            server.zxid = txn.header().zxid() - 1;
            server.now = txn.header().timeMillis();
            LoggedTxn prepared = server.prepare(request);
            assertThat(body(prepared.txn(), txn)).isEqualTo(body(txn.txn(), txn));
            assertThat(prepared.digest()).as(txn.toString()).isEqualTo(txn.digest());
            server.applyAll();
            asked++;
        }
        assertThat(asked).isEqualTo(42);
        assertThat(dump(server)).containsExactlyElementsOf(expected("basic"));
    }

    /**
     * The request that would lead to {@code txn}; null for refused ones, whose request is not in
     * the log.
     */
    private static Request.Write request(Txn txn) {
        return switch (txn) {
            case Txn.Create t ->
                    new Request.Create(
                            t.type(), t.path(), t.data(), t.acl(), flags(t), t.ttlMillis());
            case Txn.Delete t -> new Request.Delete(t.path(), -1);
            case Txn.SetData t -> new Request.SetData(t.path(), t.data(), t.version() - 1);
            case Txn.SetAcl t -> new Request.SetAcl(t.path(), t.acl(), t.version() - 1);
            case Txn.Check t -> new Request.Check(t.path(), t.version() - 1);
            case Txn.CreateSession t -> new Request.CreateSession(t.timeoutMillis());
            case Txn.CloseSession t -> new Request.CloseSession();
            case Txn.Refused t -> null;
            case Txn.Multi t -> {
                List<Request.Write> parts = new ArrayList<>();
                t.parts().forEach(part -> parts.add(request(part)));
                yield parts.contains(null) ? null : new Request.Multi(parts);
            }
        };
    }

    /** What must be equal: the bytes, but for the list of ephemerals, which has no order. */
    private static Object body(Txn txn, LoggedTxn logged) {
        return txn instanceof Txn.CloseSession close
                ? new HashSet<>(close.ephemerals())
                : TxnCodec.encode(logged.header(), txn);
    }

    private static int flags(Txn.Create txn) {
        return switch (txn.type()) {
            case OpCode.CREATE_CONTAINER -> CreateFlags.CONTAINER;
            case OpCode.CREATE_TTL -> CreateFlags.TTL;
            default -> txn.ephemeral() ? CreateFlags.EPHEMERAL : CreateFlags.PERSISTENT;
        };
    }

    private static List<LoggedTxn> txns(String log) throws IOException, MalformedRecord {
        List<LoggedTxn> txns = new ArrayList<>();
        for (String payload : lines(log + ".hex")) {
            txns.add(TxnCodec.decode(HexFormat.of().parseHex(payload)));
        }
        return txns;
    }

    private static List<String> expected(String log) throws IOException {
        return lines(log + ".tree").stream().filter(line -> !line.startsWith("#")).toList();
    }

    private static List<String> lines(String file) throws IOException {
        try (InputStream in = VectorsTest.class.getResourceAsStream("/replay/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** The tree in the form of the expected files. */
    private static List<String> dump(Server server) {
        return Server.call(
                () -> {
                    List<String> lines = new ArrayList<>();
                    for (SessionCursor sessions = server.tree.sessions(); sessions.next(); ) {
                        lines.add(
                                "session 0x"
                                        + Long.toHexString(sessions.sessionId())
                                        + " "
                                        + sessions.timeoutMillis());
                    }
                    lines.sort(null);
                    TreeMap<String, String> nodes = new TreeMap<>();
                    for (NodeCursor cursor = server.tree.scan(); cursor.next(); ) {
                        String path = cursor.path().isRoot() ? "/" : cursor.path().toString();
                        NodeRecord n = cursor.node();
                        String data =
                                n.dataLength < 0
                                        ? "null"
                                        : HexFormat.of()
                                                .formatHex(
                                                        n.data,
                                                        n.dataOffset,
                                                        n.dataOffset + n.dataLength);
                        List<String> acl =
                                server.tree.acl(n.aclId).stream().map(VectorsTest::text).toList();
                        nodes.put(
                                path,
                                String.format(
                                        "%s | %s | %s | 0x%x 0x%x 0x%x %d %d %d %d %d 0x%x | %d | %d",
                                        path,
                                        data.isEmpty() ? "(empty)" : data,
                                        acl,
                                        n.czxid,
                                        n.mzxid,
                                        n.pzxid,
                                        n.ctimeMillis,
                                        n.mtimeMillis,
                                        n.version,
                                        n.cversion,
                                        n.aversion,
                                        n.ephemeralOwner,
                                        n.childCount,
                                        NodeDigest.contribution(cursor.path(), n)));
                    }
                    lines.addAll(nodes.values());
                    return lines;
                });
    }

    private static String text(AclEntry entry) {
        return entry.permissions() + ":" + entry.who();
    }
}
