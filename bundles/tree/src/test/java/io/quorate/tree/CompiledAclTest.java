package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.InternedAcl;
import io.quorate.model.Permission;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a check of an ACL costs, counted in questions to the schemes. */
class CompiledAclTest {

    private static final int MANY = 1_000;

    /** A scheme of which it is counted what it is asked. */
    private static final class Counting implements AclRules {
        private int matches;
        private int generation;
        private boolean present = true;

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
            assertThat(check.allows(acl, Permission.READ, who)).isFalse();
        }
        assertThat(rules.matches).isEqualTo(MANY * 100);
    }

    @Test
    void anIdentityThatIsAddedCounts() {
        List<AclEntry> acl = InternedAcl.of(entries(MANY));
        List<Identity> who = identities("stranger", 100);
        assertThat(check.allows(acl, Permission.READ, who)).isFalse();
        who.add(new Identity("own", "user7"));
        assertThat(check.allows(acl, Permission.READ, who)).isTrue();
        assertThat(check.allows(acl, Permission.WRITE, who)).isFalse();
        who.add(Identity.SUPER);
        assertThat(check.allows(acl, Permission.WRITE, who)).isTrue();
    }

    @Test
    void whatIsAllowedFollowsTheSchemesThatArePresent() {
        List<AclEntry> acl = InternedAcl.of(entries(3));
        List<Identity> who = identities("user", 10);
        assertThat(check.allows(acl, Permission.READ, who)).isTrue();
        rules.present = false;
        rules.generation++;
        assertThat(check.allows(acl, Permission.READ, who)).isFalse();
        rules.present = true;
        rules.generation++;
        assertThat(check.allows(acl, Permission.READ, who)).isTrue();
    }

    @Test
    void whatEverybodyMayNobodyIsAskedFor() {
        List<AclEntry> all = entries(MANY);
        all.add(new AclEntry(Permission.READ, Identity.ANYONE));
        assertThat(check.allows(InternedAcl.of(all), Permission.READ, identities("x", 100)))
                .isTrue();
        assertThat(rules.matches).isZero();
    }

    @Test
    void anAclThatIsToBeStoredIsReadyBeforeItIsInTheTree() {
        List<AclEntry> stored = check.stored(entries(MANY), List.of());
        List<Identity> who = identities("stranger", 100);
        for (int times = 0; times < 3; times++) {
            check.allows(stored, Permission.READ, who);
        }
        assertThat(rules.matches).isEqualTo(MANY * 100);
    }
}
