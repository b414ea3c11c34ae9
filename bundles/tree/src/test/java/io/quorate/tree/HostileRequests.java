package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.model.EnsembleView;
import io.quorate.model.Identity;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.ServerId;
import io.quorate.model.Znode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Requests nobody means well with: every kind, with paths, ACLs, versions, flags, members and quota
 * texts that are wrong, long, null, or just possible.
 */
final class HostileRequests {

    private static final String[] PATHS = {
        "/",
        "/a",
        "/b",
        "/a/b",
        "/a/c",
        "/a/b/c",
        "/zookeeper",
        "/zookeeper/config",
        "/zookeeper/quota",
        "/zookeeper/quota/a",
        "/zookeeper/quota/a/zookeeper_limits",
        "/zookeeper/quota/a/zookeeper_stats",
        "/zookeeper/quota/zookeeper_limits",
        "/zookeeper/quota/zookeeper_stats",
        "",
        "a",
        "//",
        "/a/",
        "/a//b",
        "/a/./b",
        "/..",
        "/a\u0000",
        "/\u0085",
        "/\uf8ff",
        "/\ufffd",
        "/\ud83d\ude00",
        "/a\n2026-01-01 ERROR",
        "\u0000"
    };
    private static final String[] QUOTAS = {
        "count=1,bytes=1",
        "count=-1,bytes=-1=;byteHardLimit=3;countHardLimit=2",
        "=",
        "==;,;=",
        "",
        "count=99999999999999999999",
        "count=-9223372036854775808,bytes=9223372036854775807",
        "count",
        "count=1=2=3,bytes",
        "\ufffd=\ufffd",
        "countHardLimit=0;byteHardLimit=0"
    };
    private static final String[] SCHEMES = {
        "world", "auth", "digest", "ip", "super", "", "x509", "\n", null
    };
    private static final String[] IDS = {
        "anyone", "a:b", "", ":", "a", "127.0.0.1/33", "::1/129", "1.2.3", "\ud83d\ude00:x", null
    };
    private static final int[] VERSIONS = {
        -1, -1, -1, 0, 0, 1, -2, Integer.MIN_VALUE, Integer.MAX_VALUE
    };
    private static final String[] MEMBERS = {
        "server.2=10.0.0.2:2888:3888:participant;2181",
        "server.4=10.0.0.4:2888:3888;2181",
        "server.5=[::1]:2888:3888:observer;[::1]:2181",
        "server.6=a:1:2|b:3:4;5",
        "group.1=1:2:3",
        "group.2=4",
        "weight.1=0",
        "weight.2=-1",
        "weight.3=9223372036854775807",
        "version=1",
        "server.1=10.0.0.1:2888:3888:participant;2181",
        "2",
        "3",
        "9",
        "-1",
        "server.-5=h:1:2;3",
        "server.9223372036854775807=h:1:2;3",
        "server.7=:1:2;3"
    };
    private static final String NOISE =
            ":;=|,[]#.\n\r\t \u0000\\\u0085\u2028\ufffd-+09aZ%\ud83d\ude00";
    private static final String MEMBERSHIP =
            """
            server.1=10.0.0.1:2888:3888:participant;2181
            server.2=10.0.0.2:2888:3888:participant;2181
            server.3=10.0.0.3:2888:3888:participant;2181
            version=500""";
    private static final EnsembleView ENSEMBLE =
            new EnsembleView(
                    MembershipText.parse(MEMBERSHIP),
                    null,
                    Set.of(new ServerId(1), new ServerId(2), new ServerId(3)));

    private final Random random;
    private final int bytesMax;

    /**
     * @param bytesMax about how long long things are
     */
    HostileRequests(long seed, int bytesMax) {
        this.random = new Random(seed);
        this.bytesMax = bytesMax;
    }

    boolean chance(int sides) {
        return random.nextInt(sides) == 0;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    long session() {
        return chance(20) ? random.nextLong() : 0x1000 + below(6);
    }

    EnsembleView ensemble() {
        return chance(10) ? null : ENSEMBLE;
    }

    List<Identity> who() {
        List<Identity> who = new ArrayList<>();
        for (int count = chance(10) ? below(40) : below(3); count > 0; count--) {
            who.add(
                    chance(4)
                            ? new Identity("digest", text(20) + ":x")
                            : chance(8) ? Identity.SUPER : Server.ALICE);
        }
        return who;
    }

    Request.Write any() {
        return switch (below(16)) {
            case 0 -> multi();
            case 1 -> new Request.CreateSession(random.nextInt());
            case 2 -> new Request.CloseSession();
            case 3 -> new Request.DeleteContainer(path());
            case 4, 5 -> reconfig();
            default -> part();
        };
    }

    private Request.Write multi() {
        List<Request.Write> parts = new ArrayList<>();
        for (int count = chance(10) ? below(60) : below(5); count > 0; count--) {
            parts.add(part());
        }
        return new Request.Multi(parts);
    }

    private Request.Write part() {
        return switch (below(8)) {
            case 0 -> new Request.Delete(path(), version());
            case 1 -> new Request.SetAcl(path(), acl(), version());
            case 2 -> new Request.Check(path(), version());
            case 3, 4 -> new Request.SetData(path(), data(), version());
            default -> create();
        };
    }

    private Request.Create create() {
        int[] ops = {OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER, OpCode.CREATE_TTL};
        int flags = chance(20) ? random.nextInt() : below(8);
        long ttl = chance(3) ? random.nextLong() : 500;
        return new Request.Create(ops[below(4)], path(), data(), acl(), flags, ttl);
    }

    private Znode path() {
        if (chance(30)) {
            return null;
        }
        if (chance(30)) {
            byte[] wild = new byte[below(12)];
            random.nextBytes(wild);
            return Znode.of('/' + new String(wild, StandardCharsets.UTF_8));
        }
        if (chance(60)) {
            return Znode.of('/' + text(bytesMax));
        }
        return Znode.of(PATHS[below(chance(3) ? PATHS.length : 6)]);
    }

    private byte[] data() {
        if (chance(4)) {
            return QUOTAS[below(QUOTAS.length)].getBytes(StandardCharsets.UTF_8);
        }
        return chance(8) ? null : new byte[chance(20) ? below(bytesMax) : below(9)];
    }

    private int version() {
        return VERSIONS[below(VERSIONS.length)];
    }

    private List<AclEntry> acl() {
        if (chance(3)) {
            return AclEntry.OPEN;
        }
        if (chance(20)) {
            return null;
        }
        List<AclEntry> acl = new ArrayList<>();
        for (int count = chance(10) ? below(60) : below(4); count > 0; count--) {
            String id = chance(20) ? text(bytesMax) : IDS[below(IDS.length)];
            Identity who =
                    chance(2)
                            ? new Identity(SCHEMES[below(SCHEMES.length)], id)
                            : chance(2) ? new Identity("auth", "") : Server.ALICE;
            acl.add(new AclEntry(chance(2) ? Permission.ALL : random.nextInt(), who));
        }
        return acl;
    }

    private Request.Reconfig reconfig() {
        long from = chance(4) ? random.nextLong() : -1;
        return chance(2)
                ? new Request.Reconfig(members(), members(), null, from)
                : new Request.Reconfig(null, null, members(), from);
    }

    private String members() {
        if (chance(4)) {
            return null;
        }
        List<String> entries = new ArrayList<>();
        for (int count = chance(20) ? below(200) : below(5); count > 0; count--) {
            entries.add(MEMBERS[below(MEMBERS.length)]);
        }
        StringBuilder text = new StringBuilder(String.join(chance(5) ? "\n" : ",", entries));
        for (int edits = below(4); edits > 0 && !text.isEmpty(); edits--) {
            int at = below(text.length());
            if (chance(3)) {
                text.deleteCharAt(at);
            } else if (chance(30)) {
                text.insert(at, text(bytesMax));
            } else {
                text.insert(at, NOISE.charAt(below(NOISE.length())));
            }
        }
        return text.toString();
    }

    private String text(int lengthMax) {
        String[] letters = {"x", "\u00e9", "\ufffd", "\ud83d\ude00", "x"};
        return letters[below(letters.length)].repeat(below(lengthMax));
    }
}
