package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.EnsembleView;
import io.quorate.model.ErrorCode;
import io.quorate.model.Identity;
import io.quorate.model.LoggedTxn;
import io.quorate.model.MembershipText;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.ServerId;
import io.quorate.model.Txn;
import io.quorate.model.Znode;
import io.quorate.wire.JuteReader;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.MalformedRecord;
import io.quorate.wire.RequestCodec;
import io.quorate.wire.TxnBytes;
import io.quorate.wire.TxnCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.jute.BinaryOutputArchive;
import org.junit.jupiter.api.Test;

/** What would be larger than anybody reads is refused, and leaves no trace. */
class LimitsTest {

    private static final int FRAME = 2_000;
    private static final int RECORD = 4_000;
    private static final TreeSettings SMALL =
            TreeSettings.DEFAULT.within(TxnLimits.of(FRAME, RECORD));
    private static final AclEntry CREATOR = Server.allow(Permission.ALL, "auth", "");

    private final Server server = Server.standing(SMALL);

    private static List<AclEntry> creators(int entries) {
        List<AclEntry> acl = new ArrayList<>();
        for (int at = 1; at <= entries; at++) {
            acl.add(Server.allow(Permission.ALL | at << 5, "auth", ""));
        }
        return acl;
    }

    private static List<Identity> identities(int count) {
        List<Identity> all = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            all.add(new Identity("digest", "user" + at + ":hash"));
        }
        return all;
    }

    private static Request.Create creation(String path, List<AclEntry> acl) {
        return new Request.Create(1, Znode.of(path), new byte[0], acl, 0, -1);
    }

    /** Bytes of an entry as it goes to disk and to the other servers. */
    private static int bytes(LoggedTxn txn) {
        return TxnCodec.encode(txn).length;
    }

    /** The error of the largest that is refused is told; the one before is as large as allowed. */
    private int largest(IntFunction<Request.Write> bySize, int error) {
        int size = 1;
        while (server.refusal(bySize.apply(size)) == 0) {
            assertThat(bytes(server.prepared.getLast())).isLessThanOrEqualTo(RECORD);
            server.applyAll();
            size++;
        }
        LoggedTxn refused = server.prepared.getLast();
        assertThat(refused.txn()).isEqualTo(new Txn.Refused(error));
        assertThat(refused.hasDigest()).isFalse();
        server.applyAll();
        assertThat(server.mismatches).isZero();
        return size - 1;
    }

    @Test
    void anAclMayNotGrowBeyondWhatAClientCouldHaveSent() {
        server.who = identities(20);
        int entries = largest(n -> creation("/a" + n, creators(n)), ErrorCode.INVALID_ACL);
        assertThat(entries * 20 * 30).isBetween(FRAME / 2, FRAME + 600);
        server.create("/b");
        assertThat(largest(n -> setAcl("/b", creators(n)), ErrorCode.INVALID_ACL))
                .isEqualTo(entries);
    }

    private static Request.SetAcl setAcl(String path, List<AclEntry> acl) {
        return new Request.SetAcl(Znode.of(path), acl, -1);
    }

    @Test
    void entriesAreCountedToo() {
        TxnLimits few = new TxnLimits(1 << 20, 1 << 20, 40, 1 << 10);
        Server other = Server.standing(TreeSettings.DEFAULT.within(few));
        other.who = identities(20);
        assertThat(other.refusal(creation("/a", creators(2)))).isZero();
        assertThat(other.refusal(creation("/b", creators(3)))).isEqualTo(ErrorCode.INVALID_ACL);
    }

    @Test
    void dataAndAclTogetherAreBounded() {
        server.who = identities(40);
        List<AclEntry> acl = List.of(CREATOR);
        int bytes =
                largest(
                        n ->
                                new Request.Create(
                                        1, Znode.of("/a" + n), new byte[2_600 + n], acl, 0, -1),
                        ErrorCode.MARSHALLING_ERROR);
        assertThat(bytes).isGreaterThan(1);
    }

    @Test
    void thePartsOfAMultiAreBoundedTogether() {
        server.who = identities(10);
        int parts =
                largest(
                        n -> {
                            List<Request.Write> all = new ArrayList<>();
                            for (int part = 0; part < n; part++) {
                                all.add(creation("/m" + n + "-" + part, List.of(CREATOR)));
                            }
                            return new Request.Multi(all);
                        },
                        ErrorCode.MARSHALLING_ERROR);
        assertThat(parts).isBetween(5, RECORD / 300);
        assertThat(server.node("/m" + (parts + 1) + "-0")).isNull();
        assertThat(server.create("/m" + (parts + 1) + "-0")).startsWith("created");
    }

    @Test
    void aRefusedMultiIsBoundedWithItsPartsBeforeTheFault() {
        List<Request.Write> parts = new ArrayList<>();
        for (int part = 0; part < 10; part++) {
            parts.add(
                    new Request.Create(
                            1, Znode.of("/p" + part), new byte[350], AclEntry.OPEN, 0, -1));
        }
        parts.addAll(
                Collections.nCopies(100, new Request.Check(Znode.of("/there-is-no-such-node"), 1)));
        assertThat(server.refusal(new Request.Multi(parts))).isEqualTo(ErrorCode.MARSHALLING_ERROR);
        server.applyAll();
        assertThat(server.create("/p0")).startsWith("created");
    }

    @Test
    void bytesThatAreNoTextGrowWhenTheyAreReadAndAreBounded() throws MalformedRecord {
        JuteWriter body = new JuteWriter();
        byte[] wild = new byte[RECORD / 2];
        Arrays.fill(wild, (byte) 0xff);
        wild[0] = '/';
        body.buffer(wild).buffer(null).acl(AclEntry.OPEN).int32(0);
        Request.Write request =
                (Request.Write)
                        RequestCodec.decode(1, new JuteReader(body.array(), 0, body.size()));
        // U+FFFD stands for each of them; ZooKeeper refuses it in paths as well.
        assertThat(server.refusal(request)).isEqualTo(ErrorCode.BAD_ARGUMENTS);
        assertThat(
                        server.refusal(
                                creation(
                                        "/a",
                                        List.of(
                                                Server.allow(
                                                        31,
                                                        "digest",
                                                        "\ufffd".repeat(FRAME / 3) + ":x")))))
                .isEqualTo(ErrorCode.INVALID_ACL);
    }

    @Test
    void stringsAreCountedAsZooKeeperWritesThem() throws IOException {
        for (String text : new String[] {"", "abc", "\u00e9", "\u20ac", "a\ud83d\ude00b"}) {
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            BinaryOutputArchive.getArchive(written).writeString(text, "");
            assertThat(TxnBytes.of(text)).isEqualTo(written.size());
        }
    }

    @Test
    void identitiesOutsideOfTheBasicPlaneCountAsZooKeeperWritesThem() {
        String faces = "\ud83d\ude00".repeat(FRAME / 6);
        List<AclEntry> acl = List.of(Server.allow(31, "digest", faces + ":x"));
        assertThat(server.refusal(creation("/a", acl))).isEqualTo(ErrorCode.INVALID_ACL);
    }

    @Test
    void aSessionWithMoreEphemeralsThanFitIsClosedWithoutTheirList() {
        for (int at = 0; at < 200; at++) {
            server.create("/an-ephemeral-node-with-a-long-name-" + at, CreateFlags.EPHEMERAL);
        }
        LoggedTxn close = server.prepare(new Request.CloseSession());
        assertThat(close.txn()).isEqualTo(new Txn.CloseSession(null));
        assertThat(close.hasDigest()).isFalse();
        server.applyAll();
        assertThat(server.dump()).noneMatch(line -> line.contains("an-ephemeral-node"));
    }

    @Test
    void aSessionWhoseEphemeralsFitIsClosedWithTheirList() {
        server.create("/e", CreateFlags.EPHEMERAL);
        LoggedTxn close = server.prepare(new Request.CloseSession());
        assertThat(close.txn()).isEqualTo(new Txn.CloseSession(List.of(Znode.of("/e"))));
        assertThat(close.hasDigest()).isTrue();
    }

    @Test
    void theTextOfAConfigurationIsBounded() {
        Server three =
                Server.standing(
                                new TreeSettings(false, false, false, true, true, true)
                                        .within(TxnLimits.of(FRAME, RECORD)))
                        .as(Server.SESSION, Identity.SUPER);
        three.ensemble =
                new EnsembleView(
                        MembershipText.parse("server.1=a:1:2:participant;3\nversion=500"),
                        null,
                        Set.of(new ServerId(1), new ServerId(2)));
        StringBuilder joining = new StringBuilder("server.2=b:1:2;3");
        int members = 2;
        while (three.refusal(new Request.Reconfig(joining.toString(), null, null, -1)) == 0) {
            assertThat(bytes(three.prepared.getLast())).isLessThanOrEqualTo(RECORD - 8);
            three.applyAll();
            members++;
            joining.append(",server.%d=host%d:1:2:observer;3".formatted(members, members));
        }
        assertThat(((Txn.Refused) three.prepared.getLast().txn()).error())
                .isEqualTo(ErrorCode.BAD_ARGUMENTS);
        assertThat(members).isBetween(30, 200);
    }
}
