package io.quorate.gate.peer;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The accepted connections of one port that have not said anything yet, oldest first. There are few
 * of them, in all and of one address. A new one of an address that has its share takes the place of
 * its oldest; a new one of a member takes the place of the oldest stranger. So neither a host that
 * keeps connections open nor one that dials in a loop keeps a member out, which names itself at
 * once. Loop thread only.
 */
final class Unproven {

    private final int most;
    private final int mostPerAddress;
    private final Set<PeerLink> links = new LinkedHashSet<>();

    Unproven(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    /** False if there is no room, and no connection that has to make it. */
    @SuppressWarnings("NullAway") // an accepted link has an address
    boolean makeRoom(InetAddress from, KnownPeers peers) {
        int same = 0;
        for (PeerLink link : links) {
            same += link.from().equals(from) ? 1 : 0;
        }
        if (same >= mostPerAddress) {
            evict(link -> link.from().equals(from));
        } else if (links.size() >= most) {
            return peers.isMember(from)
                    && (evict(link -> !peers.isMember(link.from())) || evict(link -> true));
        }
        return true;
    }

    private boolean evict(Predicate<PeerLink> which) {
        for (PeerLink link : links) {
            if (which.test(link)) {
                link.evict("a newer connection has its place");
                return true;
            }
        }
        return false;
    }

    void add(PeerLink link) {
        links.add(link);
    }

    /** It has said something, or is gone. */
    void remove(PeerLink link) {
        links.remove(link);
    }
}
