package io.quorate.wire;

import java.security.MessageDigest;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The password of a session: a function of its id alone, the same on every server. Stateless.
 * Source: spec client-protocol section 3.4.
 *
 * <p>The generator is fixed by the protocol; it is no secret to anyone who can guess session ids.
 */
public final class SessionPassword {

    /** Length of every password. */
    public static final int BYTES = 16;

    private static final long SALT = 0xB3415C00L;

    private SessionPassword() {}

    /** A fresh array with the password of {@code sessionId}. */
    public static byte[] of(long sessionId) {
        byte[] password = new byte[BYTES];
        new Random(sessionId ^ SALT).nextBytes(password);
        return password;
    }

    /** Whether a client knows the password of its session; false for session 0 and for null. */
    public static boolean matches(long sessionId, byte @Nullable [] password) {
        return sessionId != 0 && password != null && MessageDigest.isEqual(of(sessionId), password);
    }
}
