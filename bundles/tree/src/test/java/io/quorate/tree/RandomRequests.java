package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.EphemeralOwner;
import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Requests over few paths, so that they meet: every operation, refusals of every kind among them.
 */
final class RandomRequests {

    /** A request and who asks. */
    record Asked(long session, List<Identity> who, Request.Write request) {}

    private static final String[] NAMES = {"a", "b"};
    private static final int DEPTH_MAX = 3;
    private static final int SESSIONS = 3;

    /** Paths that break a rule, or seem to. */
    private static final String[] ODD_PATHS = {
        "",
        "/",
        "a",
        "a/b",
        "/a/",
        "//a",
        "/a//b",
        "/a/./b",
        "/a/..",
        "/..a",
        "/a/...",
        "/a/.b",
        "/a b",
        "/a\u0000",
        "/\u0085",
        "/\u00e9",
        "/\uf8ff",
        "/\ufff0",
        "/zookeeper",
        "/zookeeper/config",
        "/zookeeper/quota"
    };

    private static final long[] ODD_TTLS = {
        0, -1, EphemeralOwner.TTL_MILLIS_MAX, EphemeralOwner.TTL_MILLIS_MAX + 1
    };
    private static final String[] ODD_IDS = {
        "anyone", "a:b", "a", "a:", "a:b:c", ":b", "", "alice:a"
    };
    private static final String[] ODD_SCHEMES = {"world", "auth", "digest", "super", "unknown"};

    private final Random random;
    private final boolean quotas;
    private boolean odd;
    private final long[] sessions = new long[SESSIONS];
    private long lastSession = 0x5000;

    RandomRequests(long seed, boolean quotas) {
        this.random = new Random(seed);
        this.quotas = quotas;
    }

    /** Malformed paths, ACLs, flags and times to live too. */
    RandomRequests odd() {
        odd = true;
        return this;
    }

    private boolean strikes(int sides) {
        return odd && random.nextInt(sides) == 0;
    }

    List<Asked> take(int count) {
        List<Asked> asked = new ArrayList<>();
        while (asked.size() < count) {
            int which = random.nextInt(SESSIONS);
            if (sessions[which] == 0) {
                sessions[which] = ++lastSession;
                asked.add(
                        new Asked(
                                lastSession,
                                List.of(),
                                new Request.CreateSession(1_000 + random.nextInt(1_000))));
                continue;
            }
            Identity owner = which == 0 ? Server.ALICE : Server.BOB;
            if (strikes(20)) {
                asked.add(new Asked(sessions[which], List.of(owner, Identity.SUPER), request()));
                continue;
            }
            List<Identity> who =
                    random.nextInt(4) == 0 ? List.of(Server.LOCAL) : List.of(Server.LOCAL, owner);
            asked.add(new Asked(sessions[which], who, request()));
            if (asked.getLast().request() instanceof Request.CloseSession
                    && random.nextInt(4) > 0) {
                sessions[which] = 0;
            }
        }
        return asked;
    }

    private Request.Write request() {
        int dice = random.nextInt(100);
        if (dice < 12) {
            List<Request.Write> parts = new ArrayList<>();
            for (int part = random.nextInt(6); part > 0; part--) {
                parts.add(random.nextInt(6) == 0 ? new Request.Check(path(), version()) : single());
            }
            return new Request.Multi(parts);
        }
        if (dice < 16) {
            return new Request.CloseSession();
        }
        if (dice < 20) {
            return new Request.DeleteContainer(path());
        }
        if (dice < 24) {
            return new Request.SetAcl(path(), acl(), version());
        }
        return single();
    }

    private Request.Write single() {
        int dice = random.nextInt(10);
        if (dice < 5) {
            return create();
        }
        if (dice < 7) {
            return new Request.Delete(path(), version());
        }
        return new Request.SetData(path(), data(), version());
    }

    private Request.Create create() {
        if (quotas && random.nextInt(8) == 0) {
            String[] texts = {"", "/zookeeper_limits", "/zookeeper_stats"};
            String prefix = random.nextBoolean() ? "/a" : "/a/b";
            return Server.creating(
                    "/zookeeper/quota" + prefix + texts[random.nextInt(3)],
                    "count=1",
                    CreateFlags.PERSISTENT);
        }
        int flags = random.nextInt(7);
        int op =
                switch (flags) {
                    case CreateFlags.CONTAINER -> OpCode.CREATE_CONTAINER;
                    case CreateFlags.TTL, CreateFlags.TTL_SEQUENTIAL -> OpCode.CREATE_TTL;
                    default -> random.nextBoolean() ? OpCode.CREATE : OpCode.CREATE2;
                };
        List<AclEntry> acl = random.nextInt(4) == 0 ? acl() : AclEntry.OPEN;
        long ttl = op == OpCode.CREATE_TTL ? 500 : -1;
        if (op == OpCode.CREATE_TTL && strikes(4)) {
            ttl = ODD_TTLS[random.nextInt(ODD_TTLS.length)];
        }
        return new Request.Create(op, path(), data(), acl, flags, ttl);
    }

    private Znode path() {
        if (strikes(10)) {
            return Znode.of(ODD_PATHS[random.nextInt(ODD_PATHS.length)]);
        }
        StringBuilder path = new StringBuilder();
        for (int depth = 1 + random.nextInt(DEPTH_MAX); depth > 0; depth--) {
            path.append('/').append(NAMES[random.nextInt(NAMES.length)]);
        }
        return Znode.of(path.toString());
    }

    private byte[] data() {
        return random.nextInt(6) == 0 ? null : new byte[random.nextInt(9)];
    }

    private int version() {
        return random.nextInt(4) > 0 ? -1 : random.nextInt(3);
    }

    private List<AclEntry> oddAcl() {
        List<AclEntry> entries = new ArrayList<>();
        for (int entry = random.nextInt(3); entry >= 0; entry--) {
            String scheme = ODD_SCHEMES[random.nextInt(ODD_SCHEMES.length)];
            entries.add(
                    Server.allow(
                            random.nextInt(40) - 3,
                            scheme,
                            ODD_IDS[random.nextInt(ODD_IDS.length)]));
        }
        entries.add(entries.getFirst());
        return entries;
    }

    private List<AclEntry> acl() {
        if (strikes(4)) {
            return oddAcl();
        }
        return switch (random.nextInt(6)) {
            case 0 ->
                    List.of(
                            Server.everything(Server.ALICE),
                            Server.allow(Permission.READ, Identity.ANYONE));
            case 1 -> List.of(Server.allow(Permission.ALL & ~Permission.CREATE, Identity.ANYONE));
            case 2 -> List.of(Server.allow(Permission.ALL, "auth", ""));
            case 3 -> List.of();
            default -> AclEntry.OPEN;
        };
    }
}
