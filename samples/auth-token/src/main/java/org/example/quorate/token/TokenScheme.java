package org.example.quorate.token;

import io.quorate.auth.AuthConnection;
import io.quorate.auth.AuthExchange;
import io.quorate.auth.AuthResult;
import io.quorate.auth.AuthScheme;
import io.quorate.model.Identity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** The scheme {@code token}: a client that knows a user's token is that user. Immutable, any thread. */
@Component(
        configurationPid = "org.example.quorate.token",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = AuthScheme.SCHEME + "=" + TokenScheme.NAME)
public final class TokenScheme implements AuthScheme {

    static final String NAME = "token";

    /** What the table of keys reads from zoo.cfg: the properties it names, of the types it names. */
    @interface Settings {
        /** Pairs user:token. */
        String[] users() default {};

        /** Fewest characters of a token. */
        int shortest() default 8;
    }

    private final Map<String, byte[]> tokens = new HashMap<>();

    @Activate
    public TokenScheme(Settings settings) {
        this(settings.users(), settings.shortest());
    }

    TokenScheme(String[] users, int shortest) {
        for (String pair : users) {
            String[] parts = pair.split(":", 2);
            if (parts.length < 2 || !isValid(parts[0]) || parts[1].length() < shortest) {
                // The sentence the log shows; never name a secret in it.
                throw new IllegalArgumentException(
                        "quorate.token.users must hold pairs user:token with tokens of "
                                + shortest
                                + " characters or more, separated by commas");
            }
            tokens.put(parts[0], parts[1].getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public String scheme() {
        return NAME;
    }

    /** One packet, one answer. A scheme that has to ask elsewhere completes the step later. */
    @Override
    public AuthExchange begin(AuthConnection connection) {
        return AuthExchange.ofOneStep(this::judge);
    }

    private AuthResult judge(byte[] credentials) {
        if (credentials != null) {
            for (Map.Entry<String, byte[]> user : tokens.entrySet()) {
                // Takes as long for a wrong token as for a right one.
                if (MessageDigest.isEqual(user.getValue(), credentials)) {
                    return AuthResult.accepted(new Identity(NAME, user.getKey()));
                }
            }
        }
        return AuthResult.refused("nobody has that token");
    }

    @Override
    public boolean isValid(String id) {
        return id.matches("[a-z][a-z0-9]{0,31}");
    }

    @Override
    public boolean matches(Identity who, String aclId) {
        return who.id().equals(aclId);
    }

    @Override
    public boolean isAuthenticated() {
        return true;
    }
}
