package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.EnsembleView;
import io.quorate.model.Identity;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.Request;
import io.quorate.model.ServerId;
import io.quorate.model.SystemPaths;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * reconfig in an ensemble of servers 1, 2 and 3, all in step, on version 0x500: quorum-protocol
 * 16.1. Every expectation was seen at ZooKeeper 3.9.5 as well, unless a comment says otherwise.
 */
class ReconfigTest {

    private static final String THREE =
            """
            server.1=10.0.0.1:2888:3888:participant;2181
            server.2=10.0.0.2:2888:3888:participant;2181
            server.3=10.0.0.3:2888:3888:participant;2181
            version=500""";

    private static final TreeSettings ENABLED =
            new TreeSettings(false, false, false, true, true, true);

    private static Server server() {
        return server(ENABLED);
    }

    private static Server server(TreeSettings settings) {
        Server server = Server.standing(settings).as(Server.SESSION, Identity.SUPER);
        know(server, THREE, null, 1, 2, 3);
        return server;
    }

    private static void know(Server server, String committed, String proposed, long... inStep) {
        Membership next = proposed == null ? null : MembershipText.parse(proposed);
        server.ensemble =
                new EnsembleView(
                        MembershipText.parse(committed),
                        next,
                        Arrays.stream(inStep).mapToObj(ServerId::new).collect(Collectors.toSet()));
    }

    private static Request.Reconfig join(String... servers) {
        return new Request.Reconfig(String.join(",", servers), null, null, -1);
    }

    private static Request.Reconfig leave(String servers) {
        return new Request.Reconfig(null, servers, null, -1);
    }

    private static Request.Reconfig whole(String... lines) {
        return new Request.Reconfig(null, null, String.join(",", lines), -1);
    }

    @Test
    void someJoinAndSomeLeave() {
        Server server = server();
        server.zxid = 0x600;
        server.now = 77;
        String text =
                """
                server.1=10.0.0.1:2888:3888:participant;0.0.0.0:2181
                server.3=10.0.0.3:2888:3888:participant;0.0.0.0:2181
                server.4=10.0.0.4:2888:3888:observer;10.0.0.9:2181
                version=601""";
        assertThat(
                        server.write(
                                new Request.Reconfig(
                                        "server.4=10.0.0.4:2888:3888:observer;10.0.0.9:2181",
                                        "2",
                                        null,
                                        0x500)))
                .isEqualTo("'" + text + "'");
        assertThat(server.get("/zookeeper/config")).isEqualTo("'" + text + "'");
        assertThat(server.node("/zookeeper/config"))
                .satisfies(
                        node -> {
                            assertThat(node.version).isEqualTo(-1);
                            assertThat(node.mzxid).isEqualTo(0x601);
                            assertThat(node.mtimeMillis).isEqualTo(77);
                            assertThat(node.czxid).isZero();
                        });
        assertThat(server.events()).endsWith("changed(/zookeeper/config)[world:anyone]");
        assertThat(server.mismatches).isZero();
    }

    @Test
    void aMemberThatJoinsAgainIsReplaced() {
        assertThat(server().write(join("server.2=10.0.0.2:2888:3888:observer;2182")))
                .contains("server.2=10.0.0.2:2888:3888:observer;0.0.0.0:2182\n");
    }

    @Test
    void nobodyJoinsAndNobodyLeaves() {
        assertThat(server().write(new Request.Reconfig(null, null, null, -1)))
                .contains("server.3=", "version=3'");
        assertThat(server().write(leave(" 7 ,, 8"))).contains("server.3=", "version=3'");
    }

    @Test
    void theWholeConfigurationIsGivenAnew() {
        assertThat(
                        server().write(
                                        whole(
                                                "server.1=10.0.0.1:2888:3888",
                                                "server.2=10.0.0.2:2888:3888;2181",
                                                "server.3=10.0.0.3:2888:3888;2181",
                                                "group.1=1:2",
                                                "group.2=3",
                                                "weight.3=2",
                                                "version=77")))
                .isEqualTo(
                        """
                        'server.1=10.0.0.1:2888:3888:participant
                        server.2=10.0.0.2:2888:3888:participant;0.0.0.0:2181
                        server.3=10.0.0.3:2888:3888:participant;0.0.0.0:2181
                        group.1=1:2
                        group.2=3
                        weight.3=2
                        version=3'""");
    }

    /** Each case fails for its own reason and for all that stand below it. */
    @Test
    void theFirstReasonCounts() {
        Request.Reconfig bad = new Request.Reconfig("server.4=10.0.0.4", null, null, 0x499);
        Server off = server(TreeSettings.DEFAULT);
        off.as(0x99);
        know(off, THREE, THREE.replace("500", "600"), 1);
        assertThat(off.write(bad)).isEqualTo("-123");

        Server server = server().as(0x99);
        server.ensemble = null;
        assertThat(server.write(bad)).isEqualTo("-112");
        server.as(Server.SESSION);
        assertThat(server.write(bad)).isEqualTo("-6");
        know(server, THREE, THREE.replace("500", "600"), 1);
        assertThat(server.write(bad)).isEqualTo("-14");
        know(server, THREE, null, 1);
        assertThat(server.write(bad)).isEqualTo("-103");
        assertThat(server.write(join("server.4=10.0.0.4"))).isEqualTo("-8");
        assertThat(server.write(leave("2,3"))).isEqualTo("-8");
        assertThat(server.write(leave("2"))).isEqualTo("-13");
        know(server, THREE, null, 1, 3);
        assertThat(server.write(leave("2"))).isEqualTo("-102");
        assertThat(server.as(Server.SESSION, Identity.SUPER).write(leave("2")))
                .contains("version=");
    }

    @Test
    void whoMayWriteTheNodeMayReconfigure() {
        Server server = server().as(Server.SESSION, Identity.SUPER);
        server.setAcl("/zookeeper/config", -1, Server.everything(Server.ALICE));
        assertThat(server.as(Server.SESSION, Server.BOB).write(leave("3"))).isEqualTo("-102");
        assertThat(server.as(Server.SESSION, Server.ALICE).write(leave("3"))).contains("version=");
        Server open = server(new TreeSettings(false, false, true, true, true, true));
        assertThat(open.as(Server.SESSION).write(leave("3"))).contains("version=");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server.4                             | -8",
                "server.4=10.0.0.4                    | -8",
                "server.4=10.0.0.4:2888;2181          | -8",
                "server.4=10.0.0.4:2888:3888          | -8",
                "server.4=10.0.0.4:2888:3888;         | -8",
                "server.4=10.0.0.4:2888:3888;x        | -8",
                "server.4=10.0.0.4:2888:3888;a:b:4    | -8",
                "server.4=10.0.0.4:2888:3888;2181=5   | -8",
                "server.4=10.0.0.4:2888:2888;2181     | -8",
                "server.4=10.0.0.4:2888:x;2181        | -8",
                "server.4=10.0.0.4:2888:3888:boss;2181| -8",
                "server.4=10.0.0.4:2888:3888;2181,server.5=10.0.0.4:2888:3889;2182 | -8",
                "server.x=10.0.0.4:2888:3888;2181     | -5",
                // ZooKeeper takes the next three: -5, a port nobody can dial, and the local host.
                "server.4=10.0.0.4:2888:99999;2181    | -8",
                "server.4=10.0.0.4:2888:0;2181        | -8",
                "server.4=:2888:3888;2181             | -8",
            })
    void joinersThatCannotBe(String joining, String error) {
        assertThat(server().write(join(joining))).isEqualTo(error);
    }

    @Test
    void severalAddressesNeedTheirSwitch() {
        Request.Reconfig many = join("server.4=10.0.0.4:2888:3888|10.1.0.4:2888:3888;2181");
        assertThat(server().write(many)).isEqualTo("-8");
        assertThat(
                        server(new TreeSettings(false, false, false, true, true, true, true, true))
                                .write(many))
                .contains("server.4=10.0.0.4:2888:3888|10.1.0.4:2888:3888:participant;");
    }

    @Test
    void theSameAddressTwiceIsRefusedUnlessEveryHostHasIt() {
        assertThat(server().write(join("server.4=10.0.0.3:2888:3999;2181"))).isEqualTo("-8");
        assertThat(server().write(join("server.4=10.0.0.3:2999:2888;2181"))).isEqualTo("-8");
        assertThat(server().write(join("server.4=10.0.0.4:2888:3888;10.0.0.3:3888")))
                .isEqualTo("-8");
        assertThat(server().write(join("server.4=10.0.0.4:2888:3888;0.0.0.0:2181")))
                .contains("server.4");
        assertThat(
                        server().write(
                                        join(
                                                "server.4=127.0.0.1:2888:3888;2181",
                                                "server.5=127.0.0.1:2888:3888;2181")))
                .contains("server.4", "server.5");
    }

    @Test
    void leaversHaveNumbers() {
        assertThat(server().write(leave("x"))).isEqualTo("-5");
        assertThat(server().write(leave("server.2"))).isEqualTo("-5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "''                                                                 | -8",
                "foo                                                                | -8",
                "foo=bar                                                            | -8",
                "version=5                                                          | -8",
                "server.1=10.0.0.1:2888:3888                                        | -8",
                "server.1=10.0.0.1:2888:3888:observer                               | -5",
                "server.1=10.0.0.1:2888:3888:observer,server.2=10.0.0.2:2888:3888   | -5",
                "server.1=10.0.0.1:2888,server.2=10.0.0.2:2888:3888                 | -8",
                "server.8=10.0.0.1:2888:3888,server.9=10.0.0.2:2888:3888            | -13",
                "server.8=10.0.0.1:2888:3888,server.9=10.0.0.2:2888:3888,group.1=8  | -8",
                "server.8=10.0.0.1:2888:3888,server.9=10.0.0.2:2888:3888,group.1=8:9,group.2=9 | -8",
            })
    void configurationsThatCannotBe(String members, String error) {
        assertThat(server().write(whole(members))).isEqualTo(error);
    }

    @Test
    void aLastServerMayStandAlone() {
        TreeSettings alone = new TreeSettings(false, false, false, true, true, true, false, false);
        assertThat(server(alone).write(leave("2,3"))).contains("server.1=").doesNotContain("er.2");
        assertThat(server(alone).write(leave("1,2,3"))).isEqualTo("-8");
        assertThat(server(alone).write(whole("server.1=10.0.0.1:2888:3888")))
                .contains("server.1=", "version=3'");
        assertThat(server(alone).write(whole(""))).isEqualTo("-5");
    }

    @Test
    void groupsAreChangedAsAWholeOnly() {
        Server server = server();
        know(server, "group.1=1:2:3\n" + THREE, null, 1, 2, 3);
        assertThat(server.write(leave("3"))).isEqualTo("-8");
        assertThat(
                        server.write(
                                whole(
                                        "server.1=10.0.0.1:2888:3888",
                                        "server.2=10.0.0.2:2888:3888")))
                .contains("server.2")
                .doesNotContain("group");
    }

    @Test
    void observersBringNoQuorum() {
        Server server = server();
        know(server, THREE, null, 1, 2);
        assertThat(
                        server.write(
                                new Request.Reconfig(
                                        "server.4=10.0.0.4:2888:3888;2181,"
                                                + "server.2=10.0.0.2:2888:3888:observer;2181",
                                        null,
                                        null,
                                        -1)))
                .isEqualTo("-13");
    }

    @Test
    void whatIsPreparedIsSeenByTheNext() {
        Server server = server();
        server.prepare(leave("3"));
        assertThat(server.write(Server.setting("/zookeeper/config", "x", -1)))
                .isEqualTo("version 0 aversion -1");
        assertThat(server.node(SystemPaths.CONFIG.toString()).version).isZero();
    }

    /** What would not be one host to every reader never becomes a configuration. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ho\nst",
                "ho\rst",
                "ho\u2028st",
                "ho st",
                "ho=st",
                "ho\\st",
                "ho;st",
                "[ho",
                "ho]st",
                "ho\u0000st",
                "\u001b[2J",
                "\"",
                "ho\ufffdst"
            })
    void hostsThatAreNoneAreRefused(String host) {
        String line = "server.4=" + host + ":2888:3888:observer;2181";
        assertThat(server().write(join(line))).isEqualTo("-8");
        String door = "server.4=10.0.0.4:2888:3888:observer;" + host + ":2181";
        assertThat(server().write(join(door))).isEqualTo("-8");
        String[] all = (THREE.substring(0, THREE.indexOf("version")) + line).split("\n(?=server)");
        assertThat(server().write(whole(all))).isEqualTo("-8");
    }

    @Test
    void weightsThatDoNotAddUpAreRefused() {
        for (String weight : new String[] {"-1", "9223372036854775807"}) {
            assertThat(
                            server().write(
                                            whole(
                                                    "server.1=10.0.0.1:2888:3888",
                                                    "server.2=10.0.0.2:2888:3888;2181",
                                                    "server.3=10.0.0.3:2888:3888;2181",
                                                    "group.1=1:2:3",
                                                    "weight.3=" + weight)))
                    .isEqualTo("-8");
        }
    }

    /** 20,000 members took minutes to compare with each other. */
    @Test
    @Timeout(5)
    void veryManyMembersAreRefusedAtOnce() {
        String[] many = new String[20_000];
        for (int id = 0; id < many.length; id++) {
            many[id] = "server.%d=h%d:2888:3888:observer;2181".formatted(id + 10, id);
        }
        assertThat(server().write(join(many))).isEqualTo("-8");
        String[] some = Arrays.copyOf(many, 1_000);
        assertThat(server().write(join(some))).contains("server.1009=h999");
    }
}
