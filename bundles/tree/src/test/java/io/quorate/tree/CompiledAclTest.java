package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.InternedAcl;
import io.quorate.model.Permission;
import io.quorate.model.Znode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a check of an ACL costs, counted in questions to the schemes. */
class CompiledAclTest {

    private static final int MANY = 1_000;
    private static final Znode PATH = Znode.of("/a");

    /** A scheme of which it is counted what it is asked. */
    private static final class Counting implements AclRules {
        private int matches;
        private int generation;
        private boolean present = true;
        private String looking = "";
        private final List<String> looks = new ArrayList<>();

        @Override
        public boolean isValid(Identity entry) {
            return true;
        }

        @Override
        public boolean isAuthenticated(Identity who) {
            return true;
        }

        @Override
        public boolean matches(Identity who, Identity entry) {
            matches++;
            return present && who.id().equals(entry.id());
        }

        @Override
        public boolean looksAtNodes(String scheme) {
            return scheme.equals(looking);
        }

        @Override
        public boolean matches(Identity who, Identity entry, Znode path, int permission) {
            looks.add(entry.id() + ' ' + path + ' ' + permission);
            return who.id().equals(entry.id()) && !path.equals(PATH);
        }

        @Override
        public int generation() {
            return generation;
        }
    }

    private final Counting rules = new Counting();
    private final AclCheck check = new AclCheck(rules, TreeSettings.DEFAULT);

    private static List<AclEntry> entries(int count) {
        List<AclEntry> entries = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            entries.add(new AclEntry(Permission.READ, new Identity("own", "user" + at)));
        }
        return entries;
    }

    private static List<Identity> identities(String prefix, int count) {
        List<Identity> identities = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            identities.add(new Identity("own", prefix + at));
        }
        return identities;
    }

    @Test
    void manyChecksOfOneAclByOneClientCostNoMoreThanOne() {
        List<AclEntry> acl = InternedAcl.of(entries(MANY));
        List<Identity> who = identities("stranger", 100);
        for (int times = 0; times < MANY; times++) {
            assertThat(check.allows(acl, PATH, Permission.READ, who)).isFalse();
        }
        assertThat(rules.matches).isEqualTo(MANY * 100);
    }

    @Test
    void anIdentityThatIsAddedCounts() {
        List<AclEntry> acl = InternedAcl.of(entries(MANY));
        List<Identity> who = identities("stranger", 100);
        assertThat(check.allows(acl, PATH, Permission.READ, who)).isFalse();
        who.add(new Identity("own", "user7"));
        assertThat(check.allows(acl, PATH, Permission.READ, who)).isTrue();
        assertThat(check.allows(acl, PATH, Permission.WRITE, who)).isFalse();
        who.add(Identity.SUPER);
        assertThat(check.allows(acl, PATH, Permission.WRITE, who)).isTrue();
    }

    @Test
    void whatIsAllowedFollowsTheSchemesThatArePresent() {
        List<AclEntry> acl = InternedAcl.of(entries(3));
        List<Identity> who = identities("user", 10);
        assertThat(check.allows(acl, PATH, Permission.READ, who)).isTrue();
        rules.present = false;
        rules.generation++;
        assertThat(check.allows(acl, PATH, Permission.READ, who)).isFalse();
        rules.present = true;
        rules.generation++;
        assertThat(check.allows(acl, PATH, Permission.READ, who)).isTrue();
    }

    @Test
    void whatEverybodyMayNobodyIsAskedFor() {
        List<AclEntry> all = entries(MANY);
        all.add(new AclEntry(Permission.READ, Identity.ANYONE));
        assertThat(check.allows(InternedAcl.of(all), PATH, Permission.READ, identities("x", 100)))
                .isTrue();
        assertThat(rules.matches).isZero();
    }

    @Test
    void anAclThatIsToBeStoredIsReadyBeforeItIsInTheTree() {
        List<AclEntry> stored = check.stored(entries(MANY), List.of());
        List<Identity> who = identities("stranger", 100);
        for (int times = 0; times < 3; times++) {
            check.allows(stored, PATH, Permission.READ, who);
        }
        assertThat(rules.matches).isEqualTo(MANY * 100);
    }

    @Test
    void aSchemeThatLooksAtNodesIsAskedWithPathAndPermissionAtEveryCheck() {
        rules.looking = "own";
        List<AclEntry> acl = InternedAcl.of(entries(3));
        List<Identity> who = identities("user", 1);
        assertThat(check.allows(acl, PATH, Permission.READ, who)).isFalse();
        assertThat(check.allows(acl, Znode.of("/b"), Permission.READ, who)).isTrue();
        assertThat(rules.looks)
                .containsExactly("user0 /a 1", "user1 /a 1", "user2 /a 1", "user0 /b 1");
        rules.looks.clear();
        assertThat(check.allows(acl, Znode.of("/b"), Permission.WRITE, who)).isFalse();
        assertThat(rules.looks).as("entries without the bit").isEmpty();
        assertThat(rules.matches).isZero();
    }

    @Test
    void aSchemeThatDoesNotLookIsNotAsked() {
        rules.looking = "another";
        List<AclEntry> acl = InternedAcl.of(entries(3));
        assertThat(check.allows(acl, PATH, Permission.READ, identities("user", 1))).isTrue();
        assertThat(check.allows(acl, PATH, Permission.READ, identities("x", 1))).isFalse();
        assertThat(rules.looks).isEmpty();
    }

    @Test
    void whomAnotherEntryAllowsTheSchemeThatLooksIsNotAskedFor() {
        rules.looking = "own";
        List<AclEntry> all = entries(3);
        all.add(new AclEntry(Permission.READ, new Identity("plain", "ann")));
        List<AclEntry> acl = InternedAcl.of(all);
        List<Identity> who = List.of(new Identity("own", "user0"), new Identity("plain", "ann"));
        assertThat(check.allows(acl, PATH, Permission.READ, who)).isTrue();
        assertThat(check.allows(acl, PATH, Permission.READ, List.of(Identity.SUPER))).isTrue();
        assertThat(rules.looks).isEmpty();
    }
}
