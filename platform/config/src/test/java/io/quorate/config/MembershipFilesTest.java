package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.ServerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in which file before, while and after a configuration changes. */
class MembershipFilesTest {

    private static final String MEMBERS =
            """
            server.1=a:2888:3888:participant;0.0.0.0:2181
            server.2=b:2888:3888:participant
            """;

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void writeStaticFile() throws IOException {
        file = folder.resolve("zoo.cfg");
        Files.writeString(folder.resolve("myid"), "1");
        Files.writeString(
                file,
                """
                # ours
                dataDir=%s
                initLimit=10
                syncLimit=5
                clientPort=2181
                reconfigEnabled=true
                peerType=participant

                server.1=a:2888:3888;2181
                server.2=b:2888:\\
                    3888
                # the end
                """
                        .formatted(folder));
    }

    private MembershipFiles files() {
        return new MembershipFiles(file, new ServerId(1));
    }

    private static Membership members(String version) {
        return MembershipText.parse(MEMBERS + "version=" + version);
    }

    private ServerConfiguration read() throws ConfigurationException {
        return ServerConfiguration.read(file, Map.of(), ShippedPlugins.TABLES);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private String proposed() throws ConfigurationException {
        return (String)
                read().configurations().get(Pids.REPLICA).getOrDefault("membershipProposed", "");
    }

    @Test
    void membershipMovesFromTheStaticFileIntoOneOfItsOwn() throws Exception {
        String before = Files.readString(file);
        files().commit(members("100000000"));
        assertThat(names())
                .containsExactly("myid", "zoo.cfg", "zoo.cfg.bak", "zoo.cfg.dynamic.100000000");
        assertThat(folder.resolve("zoo.cfg.bak")).hasContent(before);
        assertThat(Files.readString(folder.resolve("zoo.cfg.dynamic.100000000")))
                .isEqualTo(MEMBERS.strip());
        assertThat(Files.readString(file))
                .isEqualTo(
                        """
                        # ours
                        dataDir=%s
                        initLimit=10
                        syncLimit=5
                        reconfigEnabled=true

                        # the end
                        dynamicConfigFile=%s
                        """
                                .formatted(folder, folder.resolve("zoo.cfg.dynamic.100000000")));
        ServerConfiguration again = read();
        assertThat(again.membership()).isEqualTo(members("100000000"));
        assertThat(again.clientPort()).isEqualTo(2181);
        assertThat(again.clientHost()).isEqualTo("0.0.0.0");
        assertThat(again.configurations().get(Pids.REPLICA))
                .containsEntry("configurationFile", file.toString());
    }

    @Test
    void theCopyIsOfTheFirstFileOnly() throws Exception {
        String before = Files.readString(file);
        files().commit(members("100000000"));
        files().commit(members("100000007"));
        assertThat(folder.resolve("zoo.cfg.bak")).hasContent(before);
        assertThat(Files.readString(file))
                .contains("\ndynamicConfigFile=" + folder + "/zoo.cfg.dynamic.100000007\n")
                .doesNotContain("100000000");
        assertThat(read().membership().version()).isEqualTo(0x100000007L);
    }

    @Test
    void theClientPortStaysWhereTheMemberLineHasNone() throws Exception {
        new MembershipFiles(file, new ServerId(2)).commit(members("100000000"));
        assertThat(Files.readString(file)).contains("\nclientPort=2181\n");
    }

    @Test
    void aProposedConfigurationIsKnownUntilItIsInForce() throws Exception {
        files().commit(members("100000000"));
        files().propose(members("100000005"));
        assertThat(Files.readString(folder.resolve("zoo.cfg.dynamic.next")))
                .isEqualTo(MEMBERS + "version=100000005");
        assertThat(proposed()).isEqualTo(MEMBERS + "version=100000005");
        assertThat(read().membership().version()).isEqualTo(0x100000000L);
        files().commit(members("100000005"));
        assertThat(names()).doesNotContain("zoo.cfg.dynamic.next", "zoo.cfg.tmp");
        assertThat(proposed()).isEmpty();
    }

    @Test
    void aProposalThatCameToNothingGoesWithTheNextCommit() throws Exception {
        files().propose(members("100000005"));
        files().commit(members("200000000"));
        assertThat(names()).doesNotContain("zoo.cfg.dynamic.next");
        files().propose(members("200000009"));
        files().commit(members("200000007"));
        assertThat(proposed()).endsWith("version=200000009");
    }

    /** The names are there before the file that names them is; then the old one still counts. */
    @Test
    void aCrashBetweenTwoFilesLeavesTheOlderOneInForce() throws Exception {
        files().commit(members("100000000"));
        String before = Files.readString(file);
        files().propose(members("100000005"));
        String next = Files.readString(folder.resolve("zoo.cfg.dynamic.next"));
        files().commit(members("100000005"));
        Files.writeString(file, before);
        Files.writeString(folder.resolve("zoo.cfg.dynamic.next"), next);
        assertThat(read().membership().version()).isEqualTo(0x100000000L);
        assertThat(proposed()).endsWith("version=100000005");
    }

    @Test
    void withoutReconfigurationNothingIsToBeWrittenOrHeardOf() throws Exception {
        Files.writeString(
                file, Files.readString(file).replace("reconfigEnabled=true", "# not enabled"));
        files().propose(members("100000005"));
        assertThat(read().configurations().get(Pids.REPLICA))
                .doesNotContainKeys("configurationFile", "membershipProposed");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws Exception {
        Files.writeString(folder.resolve("zoo.cfg.dynamic.next"), "server.1=a:1\nversion=5");
        assertThatThrownBy(this::read)
                .hasMessage(
                        "the proposed configuration cannot be read: "
                                + folder.resolve("zoo.cfg.dynamic.next")
                                + ": server.1 is \"a:1\", but it must be"
                                + " host:quorumPort:electionPort[:role][;[host:]clientPort]");
        Files.delete(folder.resolve("zoo.cfg.dynamic.next"));
        files().commit(members("7"));
        Path dynamic = folder.resolve("zoo.cfg.dynamic.7");
        Files.writeString(dynamic, MEMBERS + "version=7");
        assertThatThrownBy(this::read)
                .hasMessage(
                        dynamic
                                + " line 3: the version of a configuration is the end of the file's"
                                + " name and must not stand in it");
        Files.writeString(dynamic, MEMBERS.replace("server.1", "server.9"));
        assertThatThrownBy(this::read)
                .hasMessage(
                        "this server is number 1 (file myid in dataDir), but there is no line"
                                + " server.1 in "
                                + dynamic);
    }

    @Test
    void aPlaceWhereNothingCanBeWrittenIsServedAndTold() throws Exception {
        ConfigurationFile elsewhere =
                ConfigurationFile.parse(Path.of("/proc/zoo.cfg"), Files.readString(file));
        ServerConfiguration served = ShippedPlugins.configure(elsewhere, Map.of());
        assertThat(served.warnings())
                .containsExactly(
                        "/proc/zoo.cfg line 6: reconfigEnabled is true, but /proc/zoo.cfg and files"
                                + " beside it cannot be written: a changed membership is kept in"
                                + " dataDir only");
        assertThat(served.configurations().get(Pids.REPLICA))
                .containsEntry("reconfigEnabled", true)
                .doesNotContainKey("configurationFile");
    }

    @Test
    void theVersionIsTheEndOfTheName() {
        assertThat(MembershipFiles.versionOf(Path.of("/x/zoo.cfg.dynamic.1a"))).isEqualTo(26);
        assertThat(MembershipFiles.versionOf(Path.of("zoo.cfg.dynamic"))).isZero();
        assertThat(MembershipFiles.versionOf(Path.of("abc"))).isZero();
    }

    @Test
    void theMemberLineAndTheKeysMustAgreeOnTheClientPort() throws Exception {
        Files.writeString(
                file, Files.readString(file).replace("clientPort=2181", "clientPort=2182"));
        assertThatThrownBy(this::read)
                .hasMessage(
                        file
                                + " line 5: clientPort is 2182, but the member line of this server,"
                                + " server.1, has the client port 2181");
    }

    @Test
    void severalAddressesNeedTheirSwitch() throws Exception {
        String text =
                Files.readString(file)
                        .replace("server.1=a:2888:3888", "server.1=a:2888:3888|c:2888:3888");
        Files.writeString(file, text);
        assertThatThrownBy(this::read)
                .hasMessage(
                        file
                                + " line 9: server.1 has several addresses, but multiAddress.enabled"
                                + " is not true");
        Files.writeString(file, text + "multiAddress.enabled=true\n");
        assertThat(read().membership().member(new ServerId(1)).addresses()).hasSize(2);
    }
}
