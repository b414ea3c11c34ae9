package io.quorate.model;

import java.util.List;
import java.util.Objects;

/**
 * One entry of an ACL: permissions granted to clients that match an identity.
 *
 * @param permissions bits of {@link Permission}; unknown bits are kept as given
 * @param who the identity that the entry is about
 */
public record AclEntry(int permissions, Identity who) implements Comparable<AclEntry> {

    /** world:anyone with all permissions; stored as ACL id -1. */
    public static final List<AclEntry> OPEN =
            List.of(new AclEntry(Permission.ALL, Identity.ANYONE));

    /** world:anyone may read; the ACL of {@code /zookeeper/config}. */
    public static final List<AclEntry> READ_ONLY =
            List.of(new AclEntry(Permission.READ, Identity.ANYONE));

    public AclEntry {
        Objects.requireNonNull(who);
    }

    // By hand: the generated ones are spun up when first called, which costs the start some
    // milliseconds.
    @Override
    public boolean equals(Object other) {
        return other instanceof AclEntry that
                && permissions == that.permissions
                && who.equals(that.who);
    }

    @Override
    public int hashCode() {
        return 31 * permissions + who.hashCode();
    }

    /** By identity, then permissions; equal hashes alone do not make a table of entries slow. */
    @Override
    public int compareTo(AclEntry other) {
        int order = who.compareTo(other.who);
        return order != 0 ? order : Integer.compare(permissions, other.permissions);
    }
}
