package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.storage.NodeRecord;
import org.junit.jupiter.api.Test;

/** Quotas: semantics 10. */
class QuotaTest {

    private static final TreeSettings ENFORCED =
            new TreeSettings(false, true, false, true, true, false);

    /** Sets a quota as client tools do. */
    private static void limit(Server server, String prefix, String limits) {
        StringBuilder path = new StringBuilder("/zookeeper/quota");
        for (String name : prefix.substring(1).split("/")) {
            server.create(path.append('/').append(name).toString());
        }
        assertThat(server.create(path + "/zookeeper_limits", limits)).startsWith("created");
        assertThat(server.create(path + "/zookeeper_stats", "count=0,bytes=0"))
                .startsWith("created");
    }

    private static String usage(Server server, String prefix) {
        return server.get("/zookeeper/quota" + prefix + "/zookeeper_stats");
    }

    @Test
    void usageIsCountedWhenTheStatsNodeAppearsAndKeptFromThenOn() {
        Server server = Server.standing();
        server.create("/a", "12345");
        server.create("/a/b", "123");
        server.create("/ab", "1");
        limit(server, "/a", "count=10,bytes=100");
        assertThat(usage(server, "/a")).isEqualTo("'count=2,bytes=8'");
        server.create("/a/c", "1");
        server.set("/a/b", "1");
        server.set("/a", null);
        assertThat(usage(server, "/a")).isEqualTo("'count=3,bytes=2'");
        server.delete("/a/c");
        assertThat(usage(server, "/a")).isEqualTo("'count=2,bytes=1'");
        assertThat(server.mismatches).isZero();
    }

    @Test
    void whatIsBelowAnInnerQuotaIsBelowTheOuterOneToo() {
        Server server = Server.standing();
        server.create("/a", "1");
        server.create("/a/b", "12");
        server.create("/a/b/c", "123");
        server.create("/a/x", "1234");
        limit(server, "/a/b", "count=10,bytes=100");
        limit(server, "/a", "count=10,bytes=100");
        Server again = new Server(server.tree, TreeSettings.DEFAULT);
        assertThat(usage(again, "/a")).isEqualTo("'count=4,bytes=10'");
        assertThat(usage(again, "/a/b")).isEqualTo("'count=2,bytes=5'");
    }

    @Test
    void aLargeSubtreeIsCountedElsewhereWhileItChanges() throws Exception {
        Server server = Server.standing();
        server.create("/a", "1");
        int children = QuotaUsage.COUNTED_AT_ONCE;
        for (int child = 0; child < children; child++) {
            server.create("/a/c" + child, "12");
        }
        QuotaCounts counts = server.machine.quotaCounts();
        limit(server, "/a", "count=10,bytes=100");
        assertThat(counts.isDue()).isTrue();
        server.create("/a/before", "123");
        server.tree.publish();
        QuotaCounts.Count count = counts.begin();
        assertThat(counts.isDue()).as("one at a time").isFalse();
        server.create("/a/while", "1234");
        server.delete("/a/c0");
        count.run(server.tree);
        count.end();
        // The test walks over the state at the end, so what changed while it was counted counts
        // twice.
        assertThat(usage(server, "/a"))
                .isEqualTo("'count=" + (children + 2) + ",bytes=" + (2 * children + 8) + "'");
        server.create("/a/after", "12345");
        assertThat(usage(server, "/a"))
                .isEqualTo("'count=" + (children + 3) + ",bytes=" + (2 * children + 13) + "'");
    }

    @Test
    void aStatsNodeThatComesAgainIsCountedAgain() throws Exception {
        Server server = Server.standing();
        server.create("/a", "1");
        for (int child = 0; child < QuotaUsage.COUNTED_AT_ONCE; child++) {
            server.create("/a/c" + child);
        }
        QuotaCounts counts = server.machine.quotaCounts();
        limit(server, "/a", "count=10,bytes=100");
        QuotaCounts.Count stale = counts.begin();
        server.delete("/zookeeper/quota/a/zookeeper_stats");
        server.create("/zookeeper/quota/a/zookeeper_stats", "count=7,bytes=7");
        stale.run(server.tree);
        stale.end();
        assertThat(usage(server, "/a")).isEqualTo("'count=7,bytes=7'");
        assertThat(counts.isDue()).isTrue();
        QuotaCounts.Count count = counts.begin();
        count.run(server.tree);
        count.end();
        assertThat(usage(server, "/a"))
                .isEqualTo("'count=" + (QuotaUsage.COUNTED_AT_ONCE + 1) + ",bytes=1'");
    }

    @Test
    void aMultiThatMakesStatsNodesAgainAndAgainIsCountedOnce() {
        Server server = Server.standing();
        server.create("/a", "1");
        for (int child = 0; child < 10; child++) {
            server.create("/a/c" + child);
        }
        limit(server, "/a", "count=10,bytes=100");
        String stats = "/zookeeper/quota/a/zookeeper_stats";
        Request.Write gone = new Request.Delete(Znode.of(stats), -1);
        assertThat(server.multi(gone, Server.creating(stats), gone, Server.creating(stats)))
                .startsWith("[");
        assertThat(usage(server, "/a")).isEqualTo("'count=11,bytes=1'");
    }

    @Test
    void onlyTheLongestPrefixIsCharged() {
        Server server = Server.standing();
        server.create("/a");
        server.create("/a/b");
        limit(server, "/a", "count=10,bytes=100");
        limit(server, "/a/b", "count=10,bytes=100");
        server.create("/a/b/c", "123");
        assertThat(usage(server, "/a")).isEqualTo("'count=2,bytes=0'");
        assertThat(usage(server, "/a/b")).isEqualTo("'count=2,bytes=3'");
    }

    @Test
    void figuresAreSummedPerNamespaceHardLimitsFirst() throws Exception {
        Server server = Server.standing();
        server.create("/a", "12345");
        server.create("/a/b", "123");
        limit(server, "/a", "count=10,bytes=-1");
        limit(server, "/b", "count=1,bytes=2=;byteHardLimit=30;countHardLimit=4");
        server.create("/zookeeper/quota/a/b");
        server.create("/zookeeper/quota/a/b/zookeeper_limits", "count=5,bytes=7");
        server.create("/zookeeper/quota/a/b/zookeeper_stats", "");
        assertThat(QuotaFigures.perNamespace(server.tree))
                .containsEntry("a_quota_count_limit_per_namespace", 15L)
                .containsEntry("a_quota_bytes_limit_per_namespace", 7L)
                .containsEntry("b_quota_count_limit_per_namespace", 4L)
                .containsEntry("b_quota_bytes_limit_per_namespace", 30L)
                .containsKeys(
                        "a_quota_count_usage_per_namespace", "a_quota_bytes_usage_per_namespace");
    }

    @Test
    void theStatsNodeChangesInPlace() {
        Server server = Server.standing();
        server.create("/a");
        limit(server, "/a", "count=10,bytes=100");
        NodeRecord before = server.node("/zookeeper/quota/a/zookeeper_stats");
        server.events();
        server.create("/a/b");
        NodeRecord after = server.node("/zookeeper/quota/a/zookeeper_stats");
        assertThat(after.mzxid).isEqualTo(before.mzxid);
        assertThat(after.version).isZero();
        assertThat(server.events()).isEqualTo("created(/a/b) children(/a)");
    }

    @Test
    void deletingTheLimitsEndsIt() {
        Server server = Server.standing();
        server.create("/a");
        limit(server, "/a", "count=10,bytes=100");
        server.delete("/zookeeper/quota/a/zookeeper_limits");
        server.create("/a/b");
        assertThat(usage(server, "/a")).isEqualTo("'count=1,bytes=0'");
    }

    @Test
    void theRootHasNoQuota() {
        Server server = Server.standing(ENFORCED);
        server.create("/zookeeper/quota/zookeeper_limits", "countHardLimit=0");
        server.create("/zookeeper/quota/zookeeper_stats");
        assertThat(server.create("/a")).isEqualTo("created /a");
    }

    @Test
    void loadingFindsTheLimitsAndCountsAgain() {
        Server server = Server.standing();
        server.create("/a", "123");
        limit(server, "/a", "count=10,bytes=100");
        server.set("/zookeeper/quota/a/zookeeper_stats", "count=99,bytes=99");
        Server again = new Server(server.tree, TreeSettings.DEFAULT);
        assertThat(usage(again, "/a")).isEqualTo("'count=1,bytes=3'");
        again.create("/a/b", "1");
        assertThat(usage(again, "/a")).isEqualTo("'count=2,bytes=4'");
    }

    @Test
    void hardLimitsRefuseOnlyWhenEnforced() {
        for (boolean enforced : new boolean[] {false, true}) {
            Server server = Server.standing(enforced ? ENFORCED : TreeSettings.DEFAULT);
            server.create("/a", "123");
            limit(server, "/a", "count=-1,bytes=-1=;byteHardLimit=5;countHardLimit=2");
            assertThat(server.create("/a/b", "12")).isEqualTo("created /a/b");
            assertThat(server.create("/a/c")).isEqualTo(enforced ? "-125" : "created /a/c");
            assertThat(server.set("/a/b", "123", 7)).isEqualTo(enforced ? "-125" : "-103");
            assertThat(server.set("/a/b", "xy")).isEqualTo("version 1 aversion 0");
            assertThat(server.set("/a/b", "")).isEqualTo("version 2 aversion 0");
        }
    }

    @Test
    void softLimitsOnlyWarn() {
        Server server = Server.standing(ENFORCED);
        server.create("/a", "123");
        limit(server, "/a", "count=1,bytes=1");
        assertThat(server.create("/a/b", "12")).isEqualTo("created /a/b");
    }

    @Test
    void aHardLimitHidesTheSoftOne() {
        Server server = Server.standing(ENFORCED);
        server.create("/a");
        limit(server, "/a", "count=1,bytes=-1=;countHardLimit=3");
        assertThat(server.create("/a/b")).isEqualTo("created /a/b");
        assertThat(server.create("/a/c")).isEqualTo("created /a/c");
        assertThat(server.create("/a/d")).isEqualTo("-125");
    }

    @Test
    void pendingTransactionsDoNotCount() {
        Server server = Server.standing(ENFORCED);
        server.create("/a");
        limit(server, "/a", "countHardLimit=2");
        assertThat(server.multi(Server.creating("/a/b"), Server.creating("/a/c")))
                .isEqualTo("[created /a/b, created /a/c]");
        assertThat(usage(server, "/a")).isEqualTo("'count=3,bytes=0'");
        assertThat(server.create("/a/d")).isEqualTo("-125");
    }

    @Test
    void sizeAboveTheLimitMayNotChangeToAnotherSizeAboveIt() {
        Server server = Server.standing(ENFORCED);
        server.create("/a", "1234567890");
        limit(server, "/a", "byteHardLimit=5");
        assertThat(server.set("/a", "123456789")).isEqualTo("-125");
        assertThat(server.set("/a", "abcdefghij")).isEqualTo("version 1 aversion 0");
        assertThat(server.set("/a", "12345")).isEqualTo("version 2 aversion 0");
    }

    @Test
    void textsAreReadLenientlyAndWrittenExactly() {
        String all = "count=3,bytes=-1=;byteHardLimit=20;countHardLimit=5";
        assertThat(parsed(all)).isEqualTo(all);
        assertThat(parsed("count=3,bytes=4")).isEqualTo("count=3,bytes=4");
        assertThat(parsed("countHardLimit=5;;,,count=1"))
                .isEqualTo("count=1,bytes=-1=;countHardLimit=5");
        assertThat(parsed("count=,bytes=x,=,junk")).isEqualTo("count=-1,bytes=-1");
        assertThat(parsed("")).isEqualTo("count=-1,bytes=-1");
    }

    private static String parsed(String text) {
        byte[] bytes = Server.bytes(text);
        return new String(QuotaText.parse(bytes, 0, bytes.length).toBytes());
    }
}
