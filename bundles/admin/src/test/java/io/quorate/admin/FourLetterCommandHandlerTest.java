package io.quorate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Znode;
import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import io.quorate.service.ClientGate.ConnectionReport;
import io.quorate.service.EnsembleReport;
import io.quorate.service.PluginInUse;
import io.quorate.service.ReplicaReport;
import io.quorate.testkit.LeftOutFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shapes were taken from a ZooKeeper 3.9.5 server. */
class FourLetterCommandHandlerTest {

    private static final String VERSION = "Zookeeper version: " + ProductVersion.TEXT + "\n";

    private final FakeServer server = new FakeServer();

    private String ask(String command, byte... argument) {
        return server.ask(server.handler("*"), command, argument);
    }

    @Test
    void onlySrvrIsAllowedAtFirst() {
        FourLetterCommandHandler handler = server.handler("srvr");
        assertThat(server.ask(handler, "ruok"))
                .isEqualTo("ruok is not executed because it is not in the whitelist.\n");
        assertThat(server.ask(handler, "srvr")).startsWith(VERSION);
        assertThat(server.ask(server.handler("ruok"), "srvr")).startsWith(VERSION);
        assertThat(server.ask(server.handler("ruok"), "ruok")).isEqualTo("imok");
    }

    @Test
    void isroIsAllowedWithReadOnlyMode() {
        assertThat(server.ask(server.handler(), "isro")).startsWith("isro is not executed");
        server.readOnlyEnabled = true;
        assertThat(server.ask(server.handler(), "isro")).isEqualTo("rw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "conf", "cons", "crst", "dirs", "dump", "srst", "srvr", "stat", "wchs", "wchc",
                "wchp", "mntr"
            })
    void aServerThatDoesNotServeSaysSo(String command) {
        server.serving = false;
        assertThat(ask(command))
                .isEqualTo("This ZooKeeper instance is not currently serving requests\n");
    }

    @Test
    void someWordsAreAlwaysAnswered() {
        server.serving = false;
        assertThat(ask("hash"))
                .isEqualTo("This ZooKeeper instance is not currently serving requests");
        assertThat(ask("ruok")).isEqualTo("imok");
        assertThat(ask("isro")).isEqualTo("null");
        assertThat(ask("gtmk")).isEqualTo("306");
        assertThat(ask("envi")).startsWith("Environment:\nzookeeper.version=");
    }

    @Test
    void knownWordsAreKnown() {
        FourLetterCommandHandler handler = server.handler("*");
        assertThat(handler.knows(0x72756f6b)).isTrue();
        assertThat(handler.knows(0xfff4fffd)).isTrue();
        assertThat(handler.knows(0x0000002d)).isFalse();
        assertThat(handler.argumentBytes(0x73746d6b)).isEqualTo(8);
        assertThat(handler.argumentBytes(0x72756f6b)).isZero();
        assertThat(server.handler("ruok").argumentBytes(0x73746d6b))
                .as("a word that is refused waits for nothing")
                .isZero();
        assertThat(server.ask(handler, "\u00ff\u00f4\u00ff\u00fd")).isEmpty();
    }

    @Test
    void theTraceMaskIsKept() {
        FourLetterCommandHandler handler = server.handler("*");
        assertThat(server.ask(handler, "stmk", new byte[] {0, 0, 0, 0, 0, 0, 1, 4}))
                .isEqualTo("260");
        assertThat(server.ask(handler, "gtmk")).isEqualTo("260");
    }

    @Test
    void srvr() {
        server.latency.add(0);
        server.latency.add(1);
        server.latency.add(1);
        assertThat(ask("srvr"))
                .isEqualTo(
                        VERSION
                                + """
                Latency min/avg/max: 0/0.6667/1
                Received: 35
                Sent: 34
                Connections: 2
                Outstanding: 0
                Zxid: 0xc8
                Mode: standalone
                Node count: 37
                """);
    }

    @Test
    void srvrEndsWithThePluginsInUseAndMntrToo() {
        List<String> conf = ask("conf").lines().toList();
        List<String> stat = ask("stat").lines().toList();
        List<String> srvr = new ArrayList<>(ask("srvr").lines().toList());
        List<String> mntr = new ArrayList<>(ask("mntr").lines().toList());
        server.plugins =
                List.of(
                        new PluginInUse("consensus", "zab", "0.1.0"),
                        new PluginInUse("auth", "digest", "0.2.0"),
                        new PluginInUse("auth", "own", ""));
        srvr.add("Plugins: consensus zab 0.1.0, auth digest 0.2.0, auth own");
        assertThat(ask("srvr").lines()).containsExactlyElementsOf(srvr);
        mntr.add("zk_quorate_consensus\tzab 0.1.0");
        mntr.add("zk_quorate_auth\tdigest 0.2.0, own");
        assertThat(ask("mntr").lines()).containsExactlyElementsOf(mntr);
        assertThat(ask("conf").lines()).containsExactlyElementsOf(conf);
        assertThat(ask("stat").lines()).containsExactlyElementsOf(stat);
    }

    @Test
    void theVersionHasTheShapeToolsParse() {
        assertThat(ProductVersion.TEXT)
                .matches(
                        "\\d+\\.\\d+\\.\\d+-[^ ,]+, built on \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC");
    }

    @Test
    void readOnlyModeIsTold() {
        server.mode = "read-only";
        assertThat(ask("srvr"))
                .startsWith(VERSION + "READ-ONLY mode; serving only read-only clients\nLatency");
        assertThat(ask("isro")).isEqualTo("ro");
    }

    @Test
    void connectionsInBriefAndInFull() {
        server.connections.add(
                new ConnectionReport(
                        FakeServer.from("127.0.0.1", 55420),
                        0x100002070230000L,
                        1,
                        0,
                        4,
                        4,
                        "EXIS",
                        1795456548584L,
                        6000,
                        3,
                        2,
                        2135997,
                        1,
                        0,
                        8.4,
                        18));
        server.connections.add(
                new ConnectionReport(
                        FakeServer.from("::1", 55470),
                        0,
                        0,
                        0,
                        1,
                        0,
                        "NA",
                        0,
                        0,
                        -1,
                        -1,
                        0,
                        0,
                        0,
                        0,
                        0));
        assertThat(ask("cons"))
                .isEqualTo(
                        """
                 /127.0.0.1:55420[1](queued=0,recved=4,sent=4,sid=0x100002070230000,lop=EXIS,est=1795456548584,to=6000,lcxid=0x3,lzxid=0x2,lresp=2135997,llat=1,minlat=0,avglat=8,maxlat=18)
                 /[0:0:0:0:0:0:0:1]:55470[0](queued=0,recved=1,sent=0)

                """);
        assertThat(ask("stat"))
                .startsWith(
                        VERSION
                                + """
                Clients:
                 /127.0.0.1:55420[1](queued=0,recved=4,sent=4)
                 /[0:0:0:0:0:0:0:1]:55470[0](queued=0,recved=1,sent=0)

                Latency min/avg/max: 0/0.0/0
                """);
    }

    @Test
    void resetCountersAreShownAsSuch() {
        server.connections.add(
                new ConnectionReport(
                        FakeServer.from("127.0.0.1", 1),
                        16,
                        1,
                        0,
                        0,
                        0,
                        "NA",
                        5,
                        6000,
                        -1,
                        -1,
                        0,
                        0,
                        0,
                        0,
                        0));
        assertThat(ask("cons"))
                .isEqualTo(
                        " /127.0.0.1:1[1](queued=0,recved=0,sent=0,sid=0x10,lop=NA,est=5,to=6000,"
                                + "lzxid=0xffffffffffffffff,lresp=0,llat=0,minlat=0,avglat=0,maxlat=0)\n\n");
    }

    @Test
    void conf() {
        assertThat(ask("conf"))
                .isEqualTo(
                        """
                clientPort=2181
                secureClientPort=-1
                dataDir=/data/version-2
                dataDirSize=111
                dataLogDir=/log/version-2
                dataLogSize=222
                tickTime=2000
                maxClientCnxns=60
                minSessionTimeout=4000
                maxSessionTimeout=40000
                clientPortListenBacklog=-1
                serverId=0
                """);
        assertThat(ask("dirs")).isEqualTo("datadir_size: 111\nlogdir_size: 222\n");
    }

    @Test
    void dump() {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        try {
            server.expiries.put(12_000L, List.of(0x10L, 0x11L));
            server.expiries.put(70_000L, List.of(0x12L));
            server.ephemerals.put(0x12L, List.of(Znode.of("/b"), Znode.of("/c")));
            server.ephemerals.put(0x10L, List.of(Znode.of("/a")));
            assertThat(ask("dump"))
                    .isEqualTo(
                            """
                    SessionTracker dump:
                    Session Sets (2)/(3):
                    2 expire at Thu Jan 01 01:00:02 UTC 1970:
                    \t0x10
                    \t0x11
                    1 expire at Thu Jan 01 01:01:00 UTC 1970:
                    \t0x12
                    ephemeral nodes dump:
                    Sessions with Ephemerals (2):
                    0x10:
                    \t/a
                    0x12:
                    \t/b
                    \t/c
                    Connections dump:
                    """);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void watches() {
        server.watchesByPath.put(Znode.of("/e"), List.of(0x10L, 0x11L));
        server.watchesBySession.put(0x10L, List.of(Znode.of("/e"), Znode.of("/nope")));
        assertThat(ask("wchs")).isEqualTo("1 connections watching 2 paths\nTotal watches:3\n");
        assertThat(ask("wchp")).isEqualTo("/e\n\t0x10\n\t0x11\n\n");
        assertThat(ask("wchc")).isEqualTo("0x10\n\t/e\n\t/nope\n\n");
    }

    @Test
    void hash() {
        assertThat(ask("hash")).isEmpty();
        server.digests.add(new ReplicaReport.DigestEntry(0x80, 266706681779L));
        server.digests.add(new ReplicaReport.DigestEntry(0x100, -1));
        assertThat(ask("hash")).isEqualTo("80: 266706681779\n100: -1\n");
    }

    @Test
    void resets() {
        assertThat(ask("crst")).isEqualTo("Connection stats reset.\n");
        assertThat(server.resets).containsExactly("connections");
        assertThat(ask("srst")).isEqualTo("Server stats reset.\n");
        assertThat(server.resets).containsExactly("connections", "gate", "replica");
    }

    @Test
    void mntrBeginsWithVersionAndState() {
        assertThat(ask("mntr"))
                .startsWith(
                        "zk_version\t"
                                + ProductVersion.TEXT
                                + "\nzk_server_state\tstandalone\nzk_avg_latency\t0.0\n");
    }

    @Test
    void mntrTakesFiguresByName() {
        Counter expired = new Counter("stale_sessions_expired");
        expired.add(5);
        server.counters.add(expired);
        Counter own = new Counter("own_counter");
        own.add(7);
        server.counters.add(own);
        Summary sync = new Summary("fsynctime", false);
        sync.add(1);
        sync.add(2);
        server.summaries.add(sync);
        server.namespaces.put("q_quota_count_limit_per_namespace", 7L);
        assertThat(ask("mntr").lines())
                .contains(
                        "zk_stale_sessions_expired\t5",
                        "zk_own_counter\t7",
                        "zk_avg_fsynctime\t1.5",
                        "zk_max_fsynctime\t2",
                        "zk_cnt_fsynctime\t2",
                        "zk_q_quota_count_limit_per_namespace\t7",
                        "zk_uptime\t3599000",
                        "zk_znode_count\t37",
                        "zk_p999_readlatency\t0",
                        "zk_min_client_response_size\t8")
                .doesNotHaveDuplicates();
    }

    /** docs/METRICS.md says which are left out. */
    @Test
    void mntrHasEveryKeyOfTheReferenceThatMovesHere() throws Exception {
        List<String> expected;
        try (var keys =
                FourLetterCommandHandlerTest.class.getResourceAsStream(
                        "mntr-keys-standalone.txt")) {
            expected =
                    new String(keys.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                            .lines()
                            .filter(key -> !LeftOutFigures.contain(key))
                            .toList();
        }
        assertThat(expected).hasSizeGreaterThan(200);
        assertThat(ask("mntr").lines().map(line -> line.substring(0, line.indexOf('\t'))))
                .noneMatch(LeftOutFigures::contain);
        assertThat(ask("mntr").lines().map(line -> line.substring(0, line.indexOf('\t'))))
                .containsAll(expected);
    }

    @Test
    void aReportThatFailsCostsOnlyItsAnswer() {
        server.broken = true;
        assertThat(ask("mntr")).isEmpty();
    }

    private static EnsembleReport member(String state, boolean observes) {
        return member(state, observes, 1);
    }

    private static EnsembleReport member(String state, boolean observes, int observersInStep) {
        return new EnsembleReport(
                state,
                3,
                observes,
                2,
                10,
                5,
                List.of(2888, 2889),
                List.of(3888),
                "server.1=a:2888:3888:participant\nversion=0",
                4,
                2,
                1,
                observersInStep,
                7,
                9000,
                30,
                20,
                40);
    }

    @Test
    void aLeaderTellsHowLargeItsProposalsAre() {
        server.mode = "leader";
        server.ensemble = member("leading - broadcast", false);
        assertThat(ask("srvr"))
                .endsWith(
                        """
                Mode: leader
                Node count: 37
                Proposal sizes last/min/max: 30/20/40
                """);
        server.mode = "follower";
        assertThat(ask("srvr")).endsWith("Mode: follower\nNode count: 37\n");
    }

    @Test
    void aMemberTellsItsPartOfTheConfiguration() {
        server.mode = "follower";
        server.ensemble = member("following - broadcast", false);
        String memberless =
                """
                serverId=0
                initLimit=10
                syncLimit=5
                electionAlg=3
                electionPort=3888
                quorumPort=2888|2889
                peerType=0
                """;
        assertThat(ask("conf"))
                .endsWith(memberless + "membership: \nserver.1=a:2888:3888:participant\nversion=0");
        server.mode = "read-only";
        assertThat(ask("conf")).endsWith(memberless);
        server.ensemble = member("observing - broadcast", true);
        assertThat(ask("conf")).endsWith("peerType=1\n");
    }

    @Test
    void theMonitorHasTheKeysOfTheRole() {
        server.mode = "leader";
        server.ensemble = member("leading - broadcast", false);
        assertThat(ask("mntr"))
                .contains(
                        "zk_server_state\tleader\nzk_peer_state\tleading - broadcast\n",
                        "zk_quorum_size\t3\n",
                        "zk_learners\t4\n",
                        "zk_synced_followers\t2\n",
                        "zk_synced_non_voting_followers\t1\n",
                        "zk_synced_observers\t1\n",
                        "zk_pending_syncs\t7\n",
                        "zk_leader_uptime\t9000\n",
                        "zk_last_proposal_size\t30\n",
                        "zk_max_proposal_size\t40\n",
                        "zk_min_proposal_size\t20\n")
                .doesNotContain("observer_master_id");
        server.mode = "observer";
        server.ensemble = member("observing - broadcast", true);
        assertThat(ask("mntr"))
                .contains("zk_observer_master_id\t2\n")
                .doesNotContain("zk_learners", "proposal_size");
        server.mode = "read-only";
        assertThat(ask("mntr"))
                .contains("zk_server_state\tread-only\n")
                .doesNotContain("peer_state", "quorum_size");
    }

    /** As the reference: the line stands there, with 0 too, where observers can follow. */
    @Test
    void observersAreCountedWhereTheyCanFollow() {
        server.mode = "follower";
        server.ensemble = member("following - broadcast", false, 0);
        assertThat(ask("mntr")).contains("zk_synced_observers\t0\n");
        server.ensemble = member("following - broadcast", false, -1);
        assertThat(ask("mntr")).doesNotContain("synced_observers");
    }

    @Test
    void sessionsAreListedAsTheRoleKnowsThem() {
        server.globals.put(0x10L, 4000);
        server.mode = "follower";
        assertThat(ask("dump"))
                .startsWith("SessionTracker dump:\nGlobal Sessions(1):\n0x10\t4000ms\nephemeral");
        server.locals = new TreeMap<>();
        assertThat(ask("dump"))
                .startsWith(
                        "SessionTracker dump:\nLocal Session Sets (0)/(0):\nGlobal Sessions(1):\n");
        server.mode = "leader";
        assertThat(ask("dump"))
                .startsWith(
                        "SessionTracker dump:\nLocal Session Sets (0)/(0):\nGlobal Session Sets (0)/(0):\n");
    }
}
