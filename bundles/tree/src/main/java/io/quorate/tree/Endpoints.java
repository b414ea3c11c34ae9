package io.quorate.tree;

import io.quorate.model.Member;
import io.quorate.model.ServerId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where the members of a configuration in the making listen: no two of them at one place. Hosts
 * that mean another machine to each server are left out. One thread.
 */
final class Endpoints {

    private static final Set<String> SHARED_HOSTS =
            Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0", "::1", "0:0:0:0:0:0:0:1", "localhost");

    /** The servers that listen there; several, if they did so before. */
    private final Map<String, Set<ServerId>> takenBy = new HashMap<>();

    Endpoints(Collection<Member> members) {
        for (Member member : members) {
            each(member, endpoint -> take(endpoint, member.id()));
        }
    }

    /** False if another member listens where {@code member} wants to. */
    boolean joins(Member member) {
        boolean[] free = {true};
        each(member, endpoint -> free[0] &= isFree(endpoint, member.id()));
        if (free[0]) {
            each(member, endpoint -> take(endpoint, member.id()));
        }
        return free[0];
    }

    void leaves(Member member) {
        each(
                member,
                endpoint ->
                        takenBy.computeIfPresent(
                                endpoint,
                                (where, servers) -> {
                                    servers.remove(member.id());
                                    return servers.isEmpty() ? null : servers;
                                }));
    }

    private void take(String endpoint, ServerId server) {
        takenBy.computeIfAbsent(endpoint, where -> new HashSet<>()).add(server);
    }

    private boolean isFree(String endpoint, ServerId server) {
        Set<ServerId> servers = takenBy.get(endpoint);
        return servers == null || servers.size() == 1 && servers.contains(server);
    }

    @SuppressWarnings("NullAway") // one with a client address has its host
    private static void each(Member member, Consumer<String> consumer) {
        for (Member.Address address : member.addresses()) {
            each(address.host(), consumer, address.quorumPort(), address.electionPort());
        }
        if (member.hasClientAddress()) {
            each(member.clientHost(), consumer, member.clientPort());
        }
    }

    private static void each(String host, Consumer<String> consumer, int... ports) {
        String name = host.toLowerCase(Locale.ROOT);
        if (SHARED_HOSTS.contains(name) || name.startsWith("127.")) {
            return;
        }
        for (int port : ports) {
            consumer.accept(name + ' ' + port);
        }
    }
}
