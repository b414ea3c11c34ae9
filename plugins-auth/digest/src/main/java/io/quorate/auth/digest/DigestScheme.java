package io.quorate.auth.digest;

import io.quorate.auth.AuthCapability;
import io.quorate.auth.AuthConnection;
import io.quorate.auth.AuthExchange;
import io.quorate.auth.AuthResult;
import io.quorate.auth.AuthScheme;
import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/**
 * The {@code digest} scheme: {@code user:password} in clear becomes the identity {@code
 * user:base64(hash(user:password))}. Immutable, any thread.
 *
 * <p>Source: spec client-protocol section 9.1, semantics sections 7.2 to 7.4.
 */
@Component(
        configurationPid = "io.quorate.auth.digest",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = AuthScheme.SCHEME + "=" + DigestScheme.NAME)
public final class DigestScheme implements AuthScheme {

    /** Name of the scheme. */
    static final String NAME = "digest";

    private static final Set<AuthCapability> SUPER_USER = Set.of(AuthCapability.SUPER_USER);

    private final String superDigest;
    private final String algorithm;

    /** One for all connections: nothing is remembered between packets. */
    private final AuthExchange exchange = AuthExchange.ofOneStep(this::judge);

    /** Configuration of this component. */
    @interface Settings {
        /** Id that makes its owner super user; empty = nobody. */
        String superDigest() default "";

        /** Hash algorithm as the JDK names it. */
        String algorithm() default "SHA1";
    }

    /**
     * A scheme with these settings.
     *
     * @throws IllegalArgumentException if the JDK has no such algorithm
     */
    @Activate
    public DigestScheme(Settings settings) {
        this(settings.superDigest(), settings.algorithm());
    }

    /** The same with settings of its own; {@code superDigest} empty: nobody is super user. */
    public DigestScheme(String superDigest, String algorithm) {
        this.superDigest = superDigest;
        this.algorithm = algorithm;
        hash("");
    }

    @Override
    public String scheme() {
        return NAME;
    }

    @Override
    public Set<AuthCapability> capabilities() {
        return SUPER_USER;
    }

    @Override
    public AuthExchange begin(AuthConnection connection) {
        return exchange;
    }

    private AuthResult judge(byte @Nullable [] credentials) {
        if (credentials == null) {
            return AuthResult.refused("digest credentials are missing");
        }
        String id = idOf(new String(credentials, StandardCharsets.UTF_8));
        Identity identity = new Identity(NAME, id);
        boolean isSuper = !superDigest.isEmpty() && matches(identity, superDigest);
        return new AuthResult.Accepted(
                isSuper ? List.of(Identity.SUPER, identity) : List.of(identity));
    }

    /**
     * {@code user:hash} of {@code user:password}; a text without colon is user and password at
     * once.
     */
    private String idOf(String userAndPassword) {
        return user(userAndPassword) + ':' + hash(userAndPassword);
    }

    private String hash(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance(algorithm)
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("there is no digest algorithm " + algorithm, e);
        }
    }

    @Override
    public boolean isValid(String id) {
        // Exactly one colon with something behind it; colons at the end do not count.
        int end = id.length();
        while (end > 0 && id.charAt(end - 1) == ':') {
            end--;
        }
        int colon = id.indexOf(':');
        return colon >= 0 && colon < end && id.lastIndexOf(':', end - 1) == colon;
    }

    @Override
    public boolean matches(Identity who, String aclId) {
        return new Secret(who.id()).equals(new Secret(aclId));
    }

    @Override
    public ToIntFunction<Identity> prepare(List<AclEntry> entries) {
        Map<Secret, Integer> permissions = HashMap.newHashMap(entries.size());
        for (AclEntry entry : entries) {
            permissions.merge(new Secret(entry.who().id()), entry.permissions(), (a, b) -> a | b);
        }
        return who -> permissions.getOrDefault(new Secret(who.id()), 0);
    }

    @Override
    public boolean isAuthenticated() {
        return true;
    }

    @Override
    public String user(String id) {
        int colon = id.indexOf(':');
        return colon < 0 ? id : id.substring(0, colon);
    }
}
