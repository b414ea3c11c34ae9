package io.quorate.auth.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.auth.AuthResult;
import io.quorate.auth.AuthScheme;
import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.testkit.AuthSchemeContract;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpSchemeTest extends AuthSchemeContract {

    private final IpScheme scheme = new IpScheme();

    @Override
    protected AuthScheme scheme() {
        return scheme;
    }

    @Override
    protected byte[] goodCredentials() {
        return new byte[0];
    }

    @Override
    protected List<String> validIds() {
        return List.of(
                "127.0.0.1",
                "1.2.3.4/0",
                "1.2.3.4/32",
                "1.2.3.4/+8",
                "::1",
                "::1/128",
                "::",
                "0:0:0:0:0:0:0:1",
                "2001:db8::/32",
                "01.2.3.4");
    }

    @Override
    protected List<String> invalidIds() {
        return List.of(
                "",
                "1.2.3",
                "1.2.3.256",
                "1.2.3.-1",
                "1.2.3.4.",
                "1..2.3",
                " 1.2.3.4",
                "1.2.3.4.5",
                "1.2.3.4/",
                "1.2.3.4/33",
                "1.2.3.4/-1",
                "1.2.3.4/x",
                "1.2.3.4/8/9",
                "abcd",
                "::1/129",
                "::1/",
                "fe80::1%eth0",
                "::ffff:1.2.3.4",
                "[::1]",
                "1::2::3",
                "1:2:3:4:5:6:7:8:9",
                "12345::1");
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,             10.1.2.3,      true",
        "10.1.2.3,             10.0.0.0/8,    true",
        "11.1.2.3,             10.0.0.0/8,    false",
        "10.1.2.3,             10.0.0.0,      false",
        "10.1.2.127,           10.1.2.0/25,   true",
        "10.1.2.255,           10.1.2.0/25,   false",
        "1.2.3.4,              0.0.0.0/0,     true",
        "1.2.3.4,              ::/0,          false",
        "0:0:0:0:0:0:0:1,      0.0.0.0/0,     false",
        "0:0:0:0:0:0:0:1,      ::1,           true",
        "2001:db8:0:0:0:0:0:5, 2001:db8::/32, true",
        "2001:db9:0:0:0:0:0:5, 2001:db8::/32, false",
        "10.1.2.3,             10.1.2.3/33,   false",
        "10.1.2.3,             bad,           false"
    })
    void addressesAreMatchedByTheirLeadingBits(String address, String aclId, boolean expected) {
        Identity who = new Identity("ip", address);
        assertThat(scheme.matches(who, aclId)).isEqualTo(expected);
        assertThat(
                        scheme.prepare(List.of(new AclEntry(5, new Identity("ip", aclId))))
                                .applyAsInt(who))
                .isEqualTo(expected ? 5 : 0);
    }

    @Test
    void theIdentityIsTheAddressOfTheConnection() {
        assertThat(answer("10.1.2.3"))
                .isEqualTo(AuthResult.accepted(new Identity("ip", "10.1.2.3")));
        assertThat(answer("::1"))
                .isEqualTo(AuthResult.accepted(new Identity("ip", "0:0:0:0:0:0:0:1")));
    }

    @Test
    void anAddressProvesNobody() {
        assertThat(scheme.isAuthenticated()).isFalse();
    }

    /** There is no need to wait for it. */
    private AuthResult answer(String address) {
        AuthResult[] answer = new AuthResult[1];
        scheme.begin(connectionFrom(address)).step(null, result -> answer[0] = result);
        return answer[0];
    }
}
