package io.quorate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MembershipTextTest {

    private static Membership parse(String... lines) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String line : lines) {
            map.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        return MembershipText.parse(map);
    }

    @Test
    void membersAreWrittenInTheirCanonicalForm() {
        Membership membership =
                parse(
                        "server.2=[::1]:2889:3889:observer;[::1]:2182",
                        "server.1=alpha:2888:3888;2181",
                        "server.10=b:1:2|a:3:4:PARTICIPANT",
                        "version=100000003");
        assertThat(MembershipText.format(membership))
                .isEqualTo(
                        "server.1=alpha:2888:3888:participant;0.0.0.0:2181\n"
                                + "server.2=[::1]:2889:3889:observer;[::1]:2182\n"
                                + "server.10=a:3:4|b:1:2:participant\n"
                                + "version=100000003");
        assertThat(membership.participants()).containsExactly(new ServerId(1), new ServerId(10));
    }

    @Test
    void aTextIsReadLineByLine() {
        String text =
                "server.1=alpha:2888:3888:participant;0.0.0.0:2181\nserver.2=[::1]:2889:3889:observer\nversion=100000003";
        assertThat(MembershipText.format(MembershipText.parse(text))).isEqualTo(text);
        assertThatThrownBy(() -> MembershipText.parse("server.1")).hasMessageContaining("server.1");
    }

    @Test
    void theMajorityOfTheParticipantsDecides() {
        Membership membership =
                parse(
                        "server.1=a:1:2",
                        "server.2=b:1:2",
                        "server.3=c:1:2",
                        "server.4=d:1:2:observer");
        assertThat(membership.quorums().isQuorum(ids(1))).isFalse();
        assertThat(membership.quorums().isQuorum(ids(1, 1, 4))).isFalse();
        assertThat(membership.quorums().isQuorum(ids(1, 3))).isTrue();
    }

    @Test
    void groupsDecideByWeight() {
        Membership membership =
                parse(
                        "server.1=a:1:2",
                        "server.2=b:1:2",
                        "server.3=c:1:2",
                        "server.4=d:1:2",
                        "server.5=e:1:2",
                        "server.6=f:1:2",
                        "server.7=g:1:2",
                        "group.1=1:2:3",
                        "group.2=4:5:6",
                        "group.3=7",
                        "weight.7=0");
        assertThat(membership.quorums().isQuorum(ids(1, 2, 3, 4))).isFalse();
        assertThat(membership.quorums().isQuorum(ids(1, 2, 4, 5))).isTrue();
        assertThat(membership.quorums().weight(new ServerId(7))).isZero();
        assertThat(MembershipText.format(membership))
                .endsWith("group.1=1:2:3\ngroup.2=4:5:6\ngroup.3=7\nweight.7=0\nversion=0");
    }

    @Test
    void anEmptyClientAddressIsNone() {
        assertThat(parse("server.1=a:1:2;").members().firstEntry().getValue().hasClientAddress())
                .isFalse();
    }

    @Test
    void aSecureClientPortNeedsTls() {
        assertThatThrownBy(() -> parse("server.1=a:1:2;2181;2281"))
                .hasMessage(
                        "server.1 has a secure client port (2281), but this version has no TLS yet");
        assertThatThrownBy(() -> parse("server.1=a:1:2;;0.0.0.0:2281"))
                .hasMessage(
                        "server.1 has a secure client port (0.0.0.0:2281), but this version has no TLS yet");
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> parse("server.1=a:1"))
                .hasMessageStartingWith(
                        "server.1 is \"a:1\", but it must be host:quorumPort:electionPort");
        assertThatThrownBy(() -> parse("server.x=a:1:2"))
                .hasMessage("server.x has \"x\" where a number is due");
        assertThatThrownBy(() -> parse("server.1=a:1:1"))
                .hasMessage("server.1 has the same quorum and election port 1");
        assertThatThrownBy(() -> parse("server.1=a:1:70000"))
                .hasMessage("server.1 has the port 70000, but ports are 1 to 65535");
        assertThatThrownBy(() -> parse("server.1=a:1:2:king"))
                .hasMessage(
                        "server.1 has the role \"king\", but it must be participant or observer");
        assertThatThrownBy(() -> parse("server.1=[::1:1:2"))
                .hasMessage("server.1 has an address with a bracket that is not closed");
        assertThatThrownBy(() -> parse("server.1=a:1:2", "group.1=2"))
                .hasMessage("server 1 is in no group");
        assertThatThrownBy(() -> parse("version=xyz"))
                .hasMessage("version is \"xyz\", but it must be a hexadecimal number");
    }

    private static List<ServerId> ids(long... values) {
        return java.util.Arrays.stream(values).mapToObj(ServerId::new).toList();
    }
}
