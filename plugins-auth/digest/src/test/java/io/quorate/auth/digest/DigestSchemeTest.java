package io.quorate.auth.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.auth.AuthResult;
import io.quorate.auth.AuthScheme;
import io.quorate.model.Identity;
import io.quorate.testkit.AuthSchemeContract;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestSchemeTest extends AuthSchemeContract {

    private static DigestScheme with(String superDigest, String algorithm) {
        return new DigestScheme(
                new DigestScheme.Settings() {
                    @Override
                    public String superDigest() {
                        return superDigest;
                    }

                    @Override
                    public String algorithm() {
                        return algorithm;
                    }

                    @Override
                    public Class<? extends Annotation> annotationType() {
                        return DigestScheme.Settings.class;
                    }
                });
    }

    @Override
    protected AuthScheme scheme() {
        return with("", "SHA1");
    }

    @Override
    protected byte[] goodCredentials() {
        return "user1:pass1".getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected List<String> validIds() {
        return List.of("a:b", ":b", "user:+7K83PhyQ3ijGj0ADmljf0quVwQ=", "a:b:", "a:b::");
    }

    @Override
    protected List<String> invalidIds() {
        return List.of("", "a", "a:", "a::", ":", "::", "a:b:c", "::b", "a::b");
    }

    private static List<Identity> identities(AuthScheme scheme, String credentials) {
        AuthResult result = answer(scheme, credentials.getBytes(StandardCharsets.UTF_8));
        return ((AuthResult.Accepted) result).identities();
    }

    /** There is no need to wait for it. */
    private static AuthResult answer(AuthScheme scheme, byte[] credentials) {
        AuthResult[] answer = new AuthResult[1];
        scheme.begin(connectionFrom("127.0.0.1")).step(credentials, result -> answer[0] = result);
        return answer[0];
    }

    @ParameterizedTest
    @CsvSource({
        "user1:pass1, user1:+7K83PhyQ3ijGj0ADmljf0quVwQ=",
        "super:admin, super:xQJmxLMiHGwaqBvst5y6rkB6HQs=",
        "nocolon,     nocolon:Ra+cHr2ZoHvBjtNArFGNGlVie4g=",
        "u:p,         u:Jq7wMyA/w2Vd5WIDAKdu4OIIFEQ="
    })
    void idsAreThoseOfTheReference(String credentials, String id) {
        assertThat(identities(scheme(), credentials)).containsExactly(new Identity("digest", id));
    }

    @Test
    void theSuperDigestMakesSuperUser() {
        AuthScheme scheme = with("super:xQJmxLMiHGwaqBvst5y6rkB6HQs=", "SHA1");
        assertThat(identities(scheme, "super:admin"))
                .containsExactlyInAnyOrder(
                        Identity.SUPER,
                        new Identity("digest", "super:xQJmxLMiHGwaqBvst5y6rkB6HQs="));
        assertThat(identities(scheme, "super:wrong")).doesNotContain(Identity.SUPER);
    }

    @Test
    void theAlgorithmCanBeChosen() {
        assertThat(identities(with("", "SHA-256"), "u:p"))
                .containsExactly(
                        new Identity("digest", "u:/Y8xRBngpX5duYn15uUqIRaIaCviy5TEwSk419hCwuA="));
    }

    @Test
    void anUnknownAlgorithmIsNamed() {
        assertThatThrownBy(() -> with("", "ROT13"))
                .hasMessage("there is no digest algorithm ROT13");
    }

    @Test
    void missingCredentialsAreRefused() {
        assertThat(answer(scheme(), null))
                .isEqualTo(AuthResult.refused("digest credentials are missing"));
    }

    @Test
    void theUserIsThePartBeforeTheColon() {
        assertThat(scheme().user("user1:+7K83PhyQ3ijGj0ADmljf0quVwQ=")).isEqualTo("user1");
        assertThat(scheme().isAuthenticated()).isTrue();
    }
}
