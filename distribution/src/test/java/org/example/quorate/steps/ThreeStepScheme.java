package org.example.quorate.steps;

import io.quorate.auth.AuthCompletion;
import io.quorate.auth.AuthConnection;
import io.quorate.auth.AuthExchange;
import io.quorate.auth.AuthResult;
import io.quorate.auth.AuthScheme;
import io.quorate.model.Identity;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The scheme {@code steps}, as a stranger would write it: name, password and code come in three
 * packets, and a directory that takes a second knows whether they belong together. Any thread.
 */
public final class ThreeStepScheme implements AuthScheme {

    private static final String NAME = "steps";

    /** What one connection has said so far. Its steps follow one another. */
    private static final class Login implements AuthExchange {

        private String user;
        private String password;

        @Override
        public void step(byte[] credentials, AuthCompletion completion) {
            String said =
                    credentials == null ? "" : new String(credentials, StandardCharsets.UTF_8);
            if (user == null) {
                user = said;
                completion.complete(new AuthResult.Challenge(null));
            } else if (password == null) {
                password = said;
                completion.complete(new AuthResult.Challenge(null));
            } else {
                String known = user + ' ' + password + ' ' + said;
                CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)
                        .execute(() -> completion.complete(lookUp(known)));
            }
        }
    }

    private static AuthResult lookUp(String known) {
        return known.equals("ann secret 123456")
                ? AuthResult.accepted(new Identity(NAME, "ann"))
                : AuthResult.refused("the directory does not know them");
    }

    @Override
    public String scheme() {
        return NAME;
    }

    @Override
    public AuthExchange begin(AuthConnection connection) {
        return new Login();
    }

    @Override
    public boolean isValid(String id) {
        return !id.isEmpty() && id.chars().allMatch(Character::isLetter);
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
