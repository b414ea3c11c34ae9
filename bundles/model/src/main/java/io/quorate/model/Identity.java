package io.quorate.model;

import java.util.Objects;

/**
 * The identity of a client in one scheme: {@code digest:user:hash}, {@code ip:127.0.0.1}, {@code
 * super:} …
 *
 * @param scheme name of the scheme; may be null only in a malformed ACL sent by a client
 * @param id identity in the scheme; may be null only in a malformed ACL sent by a client
 */
public record Identity(String scheme, String id) implements Comparable<Identity> {

    /** Everybody. */
    public static final Identity ANYONE = new Identity("world", "anyone");

    /** The super user: allowed everything. */
    public static final Identity SUPER = new Identity("super", "");

    public boolean isSuper() {
        return "super".equals(scheme);
    }

    public boolean isAnyone() {
        return "world".equals(scheme) && "anyone".equals(id);
    }

    /** True if both parts are there. */
    public boolean isComplete() {
        return scheme != null && id != null;
    }

    @Override
    public String toString() {
        return Objects.toString(scheme) + ':' + id;
    }

    // By hand for the sake of the start, see AclEntry.
    @Override
    public boolean equals(Object other) {
        return other instanceof Identity that
                && Objects.equals(scheme, that.scheme)
                && Objects.equals(id, that.id);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hashCode(scheme) + Objects.hashCode(id);
    }

    /** By scheme, then id; what is missing comes first. */
    @Override
    public int compareTo(Identity other) {
        int order = compare(scheme, other.scheme);
        return order != 0 ? order : compare(id, other.id);
    }

    private static int compare(String one, String other) {
        if (one == null || other == null) {
            return one == other ? 0 : one == null ? -1 : 1;
        }
        return one.compareTo(other);
    }
}
