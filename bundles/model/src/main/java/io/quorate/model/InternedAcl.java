package io.quorate.model;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * An ACL of which there is one object for all nodes that have it. A check may leave on it what it
 * has made of it, which then lives as long as the ACL does.
 *
 * <p>Equal to any list of the same entries, and ordered, so that a table of many such lists is not
 * at the mercy of those who choose them. The entries are immutable; any thread.
 */
public final class InternedAcl extends AbstractList<AclEntry>
        implements RandomAccess, Comparable<InternedAcl> {

    private final AclEntry[] entries;
    private int hash;

    /** Racy on purpose: what is left here is immutable, and made again if it is not seen. */
    private @Nullable Object compiled;

    private InternedAcl(List<AclEntry> entries) {
        this.entries = entries.toArray(AclEntry[]::new);
    }

    /** The list itself if it is of this kind, else a copy. */
    public static InternedAcl of(List<AclEntry> list) {
        return list instanceof InternedAcl acl ? acl : new InternedAcl(list);
    }

    /** What was left by {@link #compiled(Object)}; null at first. */
    public @Nullable Object compiled() {
        return compiled;
    }

    /** Leaves an immutable object. */
    public void compiled(Object made) {
        compiled = made;
    }

    @Override
    public AclEntry get(int index) {
        return entries[index];
    }

    @Override
    public int size() {
        return entries.length;
    }

    @Override
    public boolean equals(Object other) {
        return other == this || super.equals(other);
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = super.hashCode();
            hash = known;
        }
        return known;
    }

    /** Shorter lists first, then entry by entry. */
    @Override
    public int compareTo(InternedAcl other) {
        int order = Integer.compare(entries.length, other.entries.length);
        for (int at = 0; order == 0 && at < entries.length; at++) {
            order = entries[at].compareTo(other.entries[at]);
        }
        return order;
    }
}
