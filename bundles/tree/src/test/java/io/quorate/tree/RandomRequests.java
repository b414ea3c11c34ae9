package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests over few paths, so that they meet: every operation, refusals of every kind among them. */
final class RandomRequests {

    /** A request and who asks. */
    record Asked(long session, List<Identity> who, Request.Write request) {}

    private static final String[] NAMES = {"a", "b"};
    private static final int DEPTH_MAX = 3;
    private static final int SESSIONS = 3;

    private final Random random;
    private final boolean quotas;
    private final long[] sessions = new long[SESSIONS];
    private long lastSession = 0x5000;

    RandomRequests(long seed, boolean quotas) {
        this.random = new Random(seed);
        this.quotas = quotas;
    }

    List<Asked> take(int count) {
        List<Asked> asked = new ArrayList<>();
        while (asked.size() < count) {
            int which = random.nextInt(SESSIONS);
            if (sessions[which] == 0) {
                sessions[which] = ++lastSession;
                asked.add(new Asked(lastSession, List.of(), new Request.CreateSession(1_000 + random.nextInt(1_000))));
                continue;
            }
            Identity owner = which == 0 ? Server.ALICE : Server.BOB;
            List<Identity> who = random.nextInt(4) == 0 ? List.of(Server.LOCAL) : List.of(Server.LOCAL, owner);
            asked.add(new Asked(sessions[which], who, request()));
            if (asked.getLast().request() instanceof Request.CloseSession && random.nextInt(4) > 0) {
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
            return Server.creating("/zookeeper/quota" + prefix + texts[random.nextInt(3)], "count=1", CreateFlags.PERSISTENT);
        }
        int flags = random.nextInt(7);
        int op = switch (flags) {
            case CreateFlags.CONTAINER -> OpCode.CREATE_CONTAINER;
            case CreateFlags.TTL, CreateFlags.TTL_SEQUENTIAL -> OpCode.CREATE_TTL;
            default -> random.nextBoolean() ? OpCode.CREATE : OpCode.CREATE2;
        };
        List<AclEntry> acl = random.nextInt(4) == 0 ? acl() : AclEntry.OPEN;
        return new Request.Create(op, path(), data(), acl, flags, op == OpCode.CREATE_TTL ? 500 : -1);
    }

    private Znode path() {
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

    private List<AclEntry> acl() {
        return switch (random.nextInt(6)) {
            case 0 -> List.of(Server.everything(Server.ALICE), Server.allow(Permission.READ, Identity.ANYONE));
            case 1 -> List.of(Server.allow(Permission.ALL & ~Permission.CREATE, Identity.ANYONE));
            case 2 -> List.of(Server.allow(Permission.ALL, "auth", ""));
            case 3 -> List.of();
            default -> AclEntry.OPEN;
        };
    }
}
