package io.quorate.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * The path of a znode as UTF-8 bytes, with its hash.
 *
 * <p>Construction does not validate: clients may ask for any text, and a path that breaks the rules
 * simply does not exist. {@link PathRules} judges. The empty path and {@code "/"} both name the
 * root; {@link #isRoot()} is true for both.
 *
 * <p>Immutable; the array handed in is owned by the path from then on and must not be changed.
 */
public final class Znode implements Comparable<Znode> {

    /** The root, {@code "/"}. */
    public static final Znode ROOT = of("/");

    private final byte[] utf8;
    private int hash;

    private Znode(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** Path from text. */
    public static Znode of(String path) {
        return new Znode(path.getBytes(StandardCharsets.UTF_8));
    }

    /** Path from bytes that the caller gives away. */
    public static Znode ofUtf8(byte[] owned) {
        return new Znode(Objects.requireNonNull(owned));
    }

    /** Path from a copy of {@code length} bytes at {@code offset}. */
    public static Znode copyOf(byte[] source, int offset, int length) {
        return new Znode(Arrays.copyOfRange(source, offset, offset + length));
    }

    /** The path's own bytes; not to be changed. */
    public byte[] utf8() {
        return utf8;
    }

    /** Length in UTF-8 bytes. */
    public int length() {
        return utf8.length;
    }

    public boolean isRoot() {
        return utf8.length == 0 || (utf8.length == 1 && utf8[0] == '/');
    }

    /** Index of the last slash, or -1. */
    public int lastSlash() {
        int at = utf8.length - 1;
        while (at >= 0 && utf8[at] != '/') {
            at--;
        }
        return at;
    }

    /**
     * The path up to the last slash; {@link #ROOT} for {@code "/a"}, for the root itself and for a
     * text without slash.
     */
    public Znode parent() {
        int slash = lastSlash();
        return slash <= 0 ? ROOT : new Znode(Arrays.copyOf(utf8, slash));
    }

    /** The bytes after the last slash (the whole text where there is none). */
    public byte[] name() {
        return Arrays.copyOfRange(utf8, lastSlash() + 1, utf8.length);
    }

    /** This path with {@code "/" + name} appended ({@code "/name"} below the root). */
    public Znode child(byte[] name) {
        int base = isRoot() ? 0 : utf8.length;
        byte[] joined = Arrays.copyOf(utf8, base + 1 + name.length);
        joined[base] = '/';
        System.arraycopy(name, 0, joined, base + 1, name.length);
        return new Znode(joined);
    }

    /** This path with {@link #child(byte[]) child} of a text name. */
    public Znode child(String name) {
        return child(name.getBytes(StandardCharsets.UTF_8));
    }

    /** True if {@code other} is this path or an ancestor of it. */
    public boolean isAtOrBelow(Znode other) {
        if (other.isRoot()) {
            return true;
        }
        byte[] prefix = other.utf8;
        return utf8.length >= prefix.length
                && Arrays.equals(utf8, 0, prefix.length, prefix, 0, prefix.length)
                && (utf8.length == prefix.length || utf8[prefix.length] == '/');
    }

    /**
     * True if the bytes of this path begin with {@code prefix} (plain text prefix, not a path
     * prefix).
     */
    public boolean startsWith(byte[] prefix) {
        return utf8.length >= prefix.length
                && Arrays.equals(utf8, 0, prefix.length, prefix, 0, prefix.length);
    }

    @Override
    public boolean equals(Object other) {
        return other == this || (other instanceof Znode that && Arrays.equals(utf8, that.utf8));
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = Arrays.hashCode(utf8);
            hash = known;
        }
        return known;
    }

    @Override
    public int compareTo(Znode other) {
        return Arrays.compareUnsigned(utf8, other.utf8);
    }

    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
