package io.quorate.model;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One server of a {@link Membership}.
 *
 * <p>Source: spec quorum-protocol section 2.1.
 *
 * @param id its identity
 * @param kind whether it has a vote
 * @param addresses where other servers reach it; at least one, immutable
 * @param clientHost host of the client address written in the member line; null if the line has
 *     none
 * @param clientPort port of the client address, 1 to 65535; 0 if the member line has none
 */
public record Member(
        ServerId id,
        Kind kind,
        List<Address> addresses,
        @Nullable String clientHost,
        int clientPort) {

    /** Whether a member takes part in quorums. */
    public enum Kind {
        PARTICIPANT,
        OBSERVER
    }

    /**
     * One way to reach a server.
     *
     * @param host name or address literal (IPv6 without brackets); resolved anew at every
     *     connection attempt
     * @param quorumPort port of the leader's quorum listener, 1 to 65535
     * @param electionPort port of the election listener, 1 to 65535
     */
    public record Address(String host, int quorumPort, int electionPort) {
        public Address {
            Objects.requireNonNull(host, "host");
        }
    }

    public Member {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("server " + id + " has no address");
        }
    }

    /** True if it counts in quorums. */
    public boolean participates() {
        return kind == Kind.PARTICIPANT;
    }

    /** True if its member line carries the address its clients use. */
    public boolean hasClientAddress() {
        return clientPort != 0;
    }
}
