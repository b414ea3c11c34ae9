package io.quorate.conformance.differential;

import io.quorate.bench.JuteOut;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One ACL entry as sent. */
record AclSample(int perms, String scheme, String id) {
    static final AclSample OPEN = new AclSample(31, "world", "anyone");

    static JuteOut write(JuteOut out, List<AclSample> acl) {
        if (acl == null) {
            return out.int32(-1);
        }
        out.int32(acl.size());
        for (AclSample entry : acl) {
            out.int32(entry.perms).string(entry.scheme).string(entry.id);
        }
        return out;
    }

    static String text(List<AclSample> acl) {
        return acl == null
                ? "null"
                : acl.equals(List.of(OPEN))
                        ? "open"
                        : acl.stream()
                                .map(AclSample::toString)
                                .collect(Collectors.joining(",", "[", "]"));
    }

    static List<AclSample> list(AclSample... entries) {
        return new ArrayList<>(List.of(entries));
    }

    @Override
    public String toString() {
        return perms + ":" + scheme + ":" + id;
    }
}
