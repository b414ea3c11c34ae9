package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.auth.AuthConnection;
import io.quorate.auth.AuthExchange;
import io.quorate.auth.AuthResult;
import io.quorate.auth.AuthScheme;
import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.ErrorCode;
import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The largest transaction of every kind that is accepted is read back by everybody: from the log,
 * from a snapshot, as a difference and with a whole tree. Limits are lowered, so that what is large
 * is small.
 */
@ForEveryAssembly
@Requires(Requirement.PEERS)
final class LargestTxnTest {

    private static final int RECORD_BYTES = 8_192;
    private static final int SNAP_COUNT = 40;
    private static final int EPHEMERALS = 300;

    private EnsembleOnATable table;
    private EnsembleOnATable.Server leader;
    private RecordedConnection client;
    private int xid;

    /** As many identities as the credentials say. */
    private static final class Names implements AuthScheme {

        @Override
        public String scheme() {
            return "names";
        }

        @Override
        public AuthExchange begin(AuthConnection connection) {
            return AuthExchange.ofOneStep(Names::judge);
        }

        private static AuthResult judge(byte[] credentials) {
            int count = Integer.parseInt(new String(credentials, StandardCharsets.UTF_8));
            return new AuthResult.Accepted(
                    IntStream.range(0, count)
                            .mapToObj(number -> new Identity("names", "somebody-" + number))
                            .toList());
        }

        @Override
        public boolean isValid(String id) {
            return true;
        }

        @Override
        public boolean matches(Identity who, String aclId) {
            return who.id().equals(aclId);
        }

        @Override
        public boolean isAuthenticated() {
            return true;
        }
    }

    private void start(EnsembleOnATable ensemble) throws Exception {
        table = ensemble;
        table.recordBytesMax = RECORD_BYTES;
        table.snapCount = SNAP_COUNT;
        table.offer(new Names());
        table.startAll();
        leader = table.untilServing(table.servers.size());
        client = leader.connect(20_000, false);
        table.until(() -> client.sessionId != 0);
        leader.handler()
                .authenticate(
                        client,
                        -4,
                        new Request.Auth("names", "5".getBytes(StandardCharsets.UTF_8)));
    }

    private EnsembleOnATable.Server follower() {
        return table.servers.stream()
                .filter(server -> server.isServing() && server != leader)
                .findFirst()
                .orElseThrow();
    }

    private String answer(RecordedConnection connection, Request.Write request) {
        int mine = ++xid;
        leader.write(connection, mine, request);
        table.until(() -> connection.heard.stream().anyMatch(line -> line.startsWith(mine + " ")));
        String heard = connection.heard.getLast();
        connection.heard.clear();
        return heard.substring(heard.indexOf(' ') + 1);
    }

    /** Each makes a request that grows with a number; paths are new each time. */
    private Map<String, IntFunction<Request.Write>> kinds() {
        Map<String, IntFunction<Request.Write>> kinds = new LinkedHashMap<>();
        int[] flags = {
            CreateFlags.PERSISTENT, CreateFlags.PERSISTENT_SEQUENTIAL, CreateFlags.EPHEMERAL
        };
        for (int flag : flags) {
            kinds.put("create " + flag, n -> creation(OpCode.CREATE, n, AclEntry.OPEN, flag));
            kinds.put("create2 " + flag, n -> creation(OpCode.CREATE2, n, AclEntry.OPEN, flag));
        }
        kinds.put(
                "container",
                n -> creation(OpCode.CREATE_CONTAINER, n, AclEntry.OPEN, CreateFlags.CONTAINER));
        kinds.put("ttl", n -> creation(OpCode.CREATE_TTL, n, AclEntry.OPEN, CreateFlags.TTL));
        kinds.put("expanded acl", n -> creation(OpCode.CREATE, 0, creators(n), 0));
        kinds.put(
                "own acl", n -> creation(OpCode.CREATE, 0, List.of(new AclEntry(31, name(n))), 0));
        kinds.put("acl and data", n -> creation(OpCode.CREATE, n, creators(20), 0));
        kinds.put("path", n -> creating(path("x".repeat(n)), new byte[0]));
        kinds.put("setData", n -> new Request.SetData(Znode.of("/s"), new byte[n], -1));
        kinds.put("setACL", n -> new Request.SetAcl(Znode.of("/s"), creators(n), -1));
        kinds.put("multi", n -> multi(n, List.of()));
        kinds.put(
                "refused multi",
                n -> multi(n, List.of(new Request.Check(Znode.of("/s"), 1 << 30))));
        kinds.put("reconfig", LargestTxnTest::observers);
        return kinds;
    }

    private Znode path(String name) {
        return Znode.of("/%07d-%s".formatted(++xid, name));
    }

    private static Identity name(int length) {
        return new Identity("names", "\u00e9".repeat(length));
    }

    private Request.Create creating(Znode path, byte[] data) {
        return new Request.Create(OpCode.CREATE, path, data, AclEntry.OPEN, 0, -1);
    }

    private Request.Create creation(int op, int bytes, List<AclEntry> acl, int flags) {
        return new Request.Create(
                op, path("n"), new byte[bytes], acl, flags, op == OpCode.CREATE_TTL ? 1 << 30 : -1);
    }

    private static List<AclEntry> creators(int entries) {
        return IntStream.rangeClosed(1, entries)
                .mapToObj(at -> new AclEntry(Permission.ALL | at << 5, new Identity("auth", "")))
                .toList();
    }

    private Request.Multi multi(int parts, List<Request.Write> more) {
        List<Request.Write> all = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            all.add(creation(OpCode.CREATE, 10, creators(1), 0));
        }
        all.addAll(more);
        return new Request.Multi(all);
    }

    private static Request.Reconfig observers(int count) {
        StringBuilder joining = new StringBuilder();
        for (int id = 10; id < 10 + count; id++) {
            joining.append(joining.isEmpty() ? "" : ",")
                    .append("server.%d=host-%d:1:2:observer;3".formatted(id, id));
        }
        return new Request.Reconfig(joining.toString(), null, null, -1);
    }

    /** The largest number with which the request is accepted; what is above is refused. */
    private int largest(String kind, IntFunction<Request.Write> bySize) {
        int accepted = 0;
        int refused = RECORD_BYTES;
        String refusal = "";
        while (refused - accepted > 1) {
            int size = (accepted + refused) / 2;
            String answer = answer(client, bySize.apply(size));
            if (answer.startsWith("error")) {
                refused = size;
                refusal = answer;
            } else {
                accepted = size;
            }
        }
        assertThat(refusal)
                .as(kind)
                .isIn(
                        "error " + ErrorCode.MARSHALLING_ERROR,
                        "error " + ErrorCode.INVALID_ACL,
                        "error " + ErrorCode.BAD_ARGUMENTS);
        assertThat(answer(client, bySize.apply(accepted))).as(kind).doesNotStartWith("error");
        return accepted;
    }

    private void endASessionWithMoreEphemeralsThanFit() {
        RecordedConnection other = leader.connect();
        table.until(() -> other.sessionId != 0);
        for (int number = 0; number < EPHEMERALS; number++) {
            leader.createEphemeral(other, ++xid, "/an-ephemeral-with-a-long-name-" + number);
        }
        leader.closeSession(other, ++xid);
        table.until(() -> other.heard.contains(xid + " ok"));
    }

    private void everybodyHasTheSame() {
        table.untilServing(table.servers.size());
        leader = table.leader();
        table.until(() -> table.servers.stream().allMatch(one -> one.digest() == leader.digest()));
    }

    @Test
    void theLargestOfEveryKindIsReadBackOnEveryRoad() throws Exception {
        start(EnsembleOnATable.changeable(3, true));
        readBackOnEveryRoad(follower(), kinds());
    }

    @Test
    void observersReadItBackToo() throws Exception {
        start(new EnsembleOnATable(4, 3, true));
        Map<String, IntFunction<Request.Write>> kinds = kinds();
        kinds.remove("reconfig");
        readBackOnEveryRoad(table.servers.get(3), kinds);
    }

    private void readBackOnEveryRoad(
            EnsembleOnATable.Server behind, Map<String, IntFunction<Request.Write>> kinds)
            throws Exception {
        behind.kill();
        answer(client, creating(Znode.of("/s"), new byte[0]));
        Map<String, Integer> sizes = new LinkedHashMap<>();
        kinds.forEach((kind, bySize) -> sizes.put(kind, largest(kind, bySize)));
        assertThat(sizes.get("create 0")).isBetween(RECORD_BYTES - 100, RECORD_BYTES - 60);
        assertThat(sizes.get("expanded acl")).isBetween(20, 60);
        assertThat(sizes.get("multi")).isBetween(20, 60);
        // The longest path that is accepted can be named in every other transaction as well.
        Znode longest = path("y".repeat(sizes.get("path")));
        assertThat(answer(client, creating(longest, new byte[0]))).startsWith("created");
        assertThat(answer(client, new Request.Multi(List.of(new Request.Check(longest, 0)))))
                .isEqualTo("[ok]");
        assertThat(answer(client, new Request.Delete(longest, -1))).isEqualTo("ok");
        endASessionWithMoreEphemeralsThanFit();

        behind.start(); // a difference
        everybodyHasTheSame();
        behind.kill();
        behind.replaceDisk();
        behind.start(); // a whole tree
        everybodyHasTheSame();
        leader.closeSession(client, ++xid); // its ephemerals would go while nobody serves
        table.until(() -> client.heard.contains(xid + " ok"));
        everybodyHasTheSame();
        long digest = leader.digest();
        table.servers.forEach(EnsembleOnATable.Server::kill);
        table.startAll(); // snapshots and logs
        everybodyHasTheSame();
        assertThat(leader.digest()).isEqualTo(digest);
        assertThat(table.faults).isEmpty();
    }
}
