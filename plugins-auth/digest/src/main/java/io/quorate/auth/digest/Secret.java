package io.quorate.auth.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * An id with a hash in it, compared in a time that does not depend on how much of it is right. Its
 * hash code differs from start to start, so that nobody can make many of one. Immutable, any
 * thread.
 */
final class Secret {

    private static final int FACTOR = new SecureRandom().nextInt() | 1;

    private final byte[] utf8;
    private final int hash;

    Secret(String id) {
        utf8 = id.getBytes(StandardCharsets.UTF_8);
        int sum = FACTOR;
        for (byte octet : utf8) {
            sum = (sum ^ octet) * FACTOR;
            sum ^= sum >>> 15;
        }
        hash = sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(utf8, that.utf8);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
