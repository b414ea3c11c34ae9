package org.example.quorate.token;

import io.quorate.auth.AuthScheme;
import io.quorate.testkit.AuthSchemeContract;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.List;

class TokenSchemeTest extends AuthSchemeContract {

    private final AuthScheme scheme =
            new TokenScheme(
                    new TokenScheme.Settings() {
                        @Override
                        public String users() {
                            return "ann:open sesame, bob:swordfish";
                        }

                        @Override
                        public Class<? extends Annotation> annotationType() {
                            return TokenScheme.Settings.class;
                        }
                    });

    @Override
    protected AuthScheme scheme() {
        return scheme;
    }

    @Override
    protected byte[] goodCredentials() {
        return "open sesame".getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected List<String> validIds() {
        return List.of("ann", "bob7");
    }

    @Override
    protected List<String> invalidIds() {
        return List.of("", "Ann", "7up", "a:b");
    }
}
