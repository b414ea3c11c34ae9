package io.quorate.gate.peer;

import io.quorate.peer.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which addresses may dial this server, and which of them belong to members of the ensemble. Names
 * are looked up when the members change, and again when an unknown address connects: a member that
 * moves is let in at its next attempt. Loop thread only.
 */
final class KnownPeers {

    /** In the list of addresses: those of all members. */
    static final String MEMBERS = "members";

    private static final long LOOK_UP_AGAIN_NANOS = 1_000_000_000L;

    private final NameLookup names;
    private final boolean anybody;
    private final boolean membersMay;
    private final List<AddressRange> ranges = new ArrayList<>();
    private Set<String> hosts = Set.of();
    private Set<InetAddress> members = Set.of();
    private boolean lookingUp;
    private long lookedUpNanos;

    /**
     * Everybody may dial if nothing is {@code allowed}.
     *
     * @throws IllegalArgumentException with a sentence if that is no list of addresses
     */
    KnownPeers(List<String> allowed, NameLookup names) {
        this.names = names;
        anybody = allowed.isEmpty();
        boolean withMembers = false;
        for (String each : allowed) {
            if (each.equals(MEMBERS)) {
                withMembers = true;
            } else {
                ranges.add(AddressRange.parse(each));
            }
        }
        membersMay = withMembers;
    }

    /** True if no list restricts which addresses may dial. */
    boolean anybody() {
        return anybody;
    }

    void members(Set<String> now) {
        if (!now.equals(hosts)) {
            hosts = Set.copyOf(now);
            lookUp();
        }
    }

    private void lookUp() {
        lookingUp = true;
        lookedUpNanos = System.nanoTime();
        Set<String> asked = hosts;
        names.find(
                asked.stream().map(host -> new Endpoint(host, 0)).toList(),
                found -> {
                    lookingUp = false;
                    if (asked == hosts) {
                        Set<InetAddress> addresses = new HashSet<>();
                        for (InetSocketAddress address : found) {
                            addresses.add(address.getAddress());
                        }
                        members = addresses;
                    }
                });
    }

    boolean isMember(InetAddress from) {
        boolean member = members.contains(from);
        if (!member
                && !lookingUp
                && System.nanoTime() - lookedUpNanos > LOOK_UP_AGAIN_NANOS
                && !hosts.isEmpty()) {
            lookUp();
        }
        return member;
    }

    boolean mayDial(InetAddress from) {
        if (anybody || (membersMay && isMember(from))) {
            return true;
        }
        for (AddressRange range : ranges) {
            if (range.contains(from)) {
                return true;
            }
        }
        return false;
    }
}
