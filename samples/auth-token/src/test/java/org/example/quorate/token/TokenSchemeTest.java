package org.example.quorate.token;

import io.quorate.auth.AuthScheme;
import io.quorate.testkit.AuthSchemeContract;
import java.nio.charset.StandardCharsets;
import java.util.List;

class TokenSchemeTest extends AuthSchemeContract {

    private final AuthScheme scheme =
            new TokenScheme(new String[] {"ann:open sesame", "bob:swordfish"}, 8);

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
