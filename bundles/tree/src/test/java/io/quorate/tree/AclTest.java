package io.quorate.tree;

import static io.quorate.tree.Server.ALICE;
import static io.quorate.tree.Server.BOB;
import static io.quorate.tree.Server.LOCAL;
import static io.quorate.tree.Server.SESSION;
import static io.quorate.tree.Server.allow;
import static io.quorate.tree.Server.everything;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** ACLs: semantics 7. */
class AclTest {

    private static Request.GetAcl getAcl(String path) {
        return new Request.GetAcl(Znode.of(path));
    }

    @Test
    void listsAreFixedUp() {
        Server server = Server.standing().as(SESSION, LOCAL, ALICE, BOB, Identity.SUPER);
        server.createWith(
                "/dup", allow(1, Identity.ANYONE), everything(ALICE), allow(1, Identity.ANYONE));
        assertThat(server.read(getAcl("/dup"))).isEqualTo("[1:world:anyone, 31:digest:alice:a]");
        server.createWith("/auth", allow(3, "auth", "ignored"), allow(3, BOB));
        assertThat(server.read(getAcl("/auth")))
                .isEqualTo("[3:digest:alice:a, 3:digest:bob:b, 3:digest:bob:b]");
        server.createWith("/null", allow(3, "auth", null));
        assertThat(server.read(getAcl("/null"))).isEqualTo("[3:digest:alice:a, 3:digest:bob:b]");
    }

    @Test
    void malformedListsAreRefused() {
        Server server = Server.standing().as(SESSION, LOCAL, Identity.SUPER);
        assertThat(server.createWith("/a")).isEqualTo("-114");
        assertThat(
                        server.write(
                                new Request.Create(
                                        OpCode.CREATE, Znode.of("/a"), null, null, 0, -1)))
                .isEqualTo("-114");
        assertThat(server.createWith("/a", allow(1, null, null))).isEqualTo("-114");
        assertThat(server.createWith("/a", allow(1, "auth", ""))).isEqualTo("-114");
        assertThat(server.createWith("/a", allow(1, "world", "me"))).isEqualTo("-114");
        assertThat(server.createWith("/a", allow(1, "super", ""))).isEqualTo("-114");
        assertThat(server.createWith("/a", allow(1, "unknown", "x"))).isEqualTo("-114");
        assertThat(server.createWith("/a", allow(1, "digest", "a:b:c"))).isEqualTo("-114");
        assertThat(server.createWith("/a", allow(1, "digest", null))).isEqualTo("-5");
        assertThat(
                        server.createWith(
                                "/a", allow(1, Identity.ANYONE), allow(1, "digest", "nocolon")))
                .isEqualTo("-114");
    }

    @Test
    void unknownBitsAreKept() {
        Server server = Server.standing();
        server.createWith("/a", allow(0, Identity.ANYONE), allow(0x401, Identity.ANYONE));
        assertThat(server.read(getAcl("/a"))).isEqualTo("[0:world:anyone, 1025:world:anyone]");
    }

    @Test
    void anIdentityMatchesItsOwnSchemeOnly() {
        Server server = Server.standing();
        server.createWith("/a", everything(ALICE));
        assertThat(server.set("/a", "x")).isEqualTo("-102");
        assertThat(server.as(SESSION, new Identity("ip", "alice:a")).set("/a", "x"))
                .isEqualTo("-102");
        assertThat(server.as(SESSION, BOB, ALICE).set("/a", "x")).startsWith("version");
        assertThat(server.as(SESSION, Identity.SUPER).set("/a", "x")).startsWith("version");
    }

    @Test
    void skipAclAllowsEverything() {
        Server server = Server.standing(new TreeSettings(false, false, true, true, true, false));
        server.createWith("/a", everything(ALICE));
        assertThat(server.set("/a", "x")).startsWith("version");
        assertThat(server.get("/a")).isEqualTo("'x'");
    }

    @Test
    void aPendingAclCountsAtOnce() {
        Server server = Server.standing();
        server.prepare(Server.creating("/a"));
        server.prepare(new Request.SetAcl(Znode.of("/a"), List.of(everything(ALICE)), -1));
        assertThat(server.refusal(Server.setting("/a", "x", -1))).isEqualTo(-102);
        server.as(SESSION, ALICE).prepare(new Request.SetAcl(Znode.of("/a"), AclEntry.OPEN, -1));
        server.as(SESSION);
        assertThat(server.refusal(Server.setting("/a", "x", -1))).isZero();
        server.applyAll();
        assertThat(server.read(getAcl("/a"))).isEqualTo("[31:world:anyone]");
        assertThat(server.mismatches).isZero();
    }

    @Test
    void getAclNeedsReadOrAdminAndMasksWithoutAdmin() {
        Server server = Server.standing().as(SESSION, ALICE);
        server.createWith(
                "/r",
                allow(Permission.READ, Identity.ANYONE),
                everything(ALICE),
                allow(1, "ip", "10.0.0.0:8"));
        server.createWith("/w", allow(Permission.WRITE, Identity.ANYONE));
        server.createWith("/admin", allow(Permission.ADMIN, BOB));
        assertThat(server.read(getAcl("/r")))
                .isEqualTo("[1:world:anyone, 31:digest:alice:a, 1:ip:10.0.0.0:8]");
        server.as(SESSION, BOB);
        assertThat(server.read(getAcl("/r")))
                .isEqualTo("[1:world:anyone, 31:digest:alice:x, 1:ip:10.0.0.0:8]");
        assertThat(server.read(getAcl("/w"))).isEqualTo("-102");
        assertThat(server.read(getAcl("/admin"))).isEqualTo("[16:digest:bob:b]");
        assertThat(server.read(getAcl("/missing"))).isEqualTo("-101");
    }

    /** 40,000 entries of one hash code took seconds to compare each with all. */
    @Test
    @Timeout(5)
    void hashCodesThatMeetDoNotMakeAListSlow() {
        List<AclEntry> entries = new ArrayList<>();
        for (int number = 0; number < 40_000; number++) {
            StringBuilder name = new StringBuilder("u:");
            for (int bit = 0; bit < 16; bit++) {
                name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
            }
            entries.add(Server.allow(Permission.ALL, "digest", name.toString()));
        }
        assertThat(entries.getFirst().hashCode()).isEqualTo(entries.getLast().hashCode());
        TreeSettings wide = TreeSettings.DEFAULT.within(TxnLimits.of(4 << 20, 8 << 20));
        Server server = Server.standing(wide);
        assertThat(server.createWith("/a", entries.toArray(new AclEntry[0]))).startsWith("created");
    }
}
