package io.quorate.simulation.model;

import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import io.quorate.simulation.graph.Graphs;
import io.quorate.testkit.module.Assembly;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is the same in every state of a search: the plugins, the members, the ports. */
final class Setting {

    static final int SERVERS = 3;

    private static final int TICK_MILLIS = 200;
    private static final int INIT_LIMIT_TICKS = 10;
    private static final int SYNC_LIMIT_TICKS = 5;
    private static final int WINDOW_TXNS = 50;

    private final Assembly assembly;
    private final Graphs graphs;
    private final Membership membership;
    private final List<Port> ports = new ArrayList<>();
    private final int consensusPorts;

    Setting(Assembly assembly, Graphs graphs) {
        this.assembly = assembly;
        this.graphs = graphs;
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= SERVERS; id++) {
            members.add(
                    new Member(
                            new ServerId(id),
                            Member.Kind.PARTICIPANT,
                            List.of(new Member.Address(Integer.toString(id), 2888, 3888)),
                            null,
                            0));
        }
        membership = Membership.ofMajority(0, members);
        ports.addAll(assembly.consensus().ports(settings(0)));
        consensusPorts = ports.size();
        if (assembly.election() != null) {
            ports.addAll(assembly.election().ports(settings(0)));
        }
    }

    /**
     * Settings of a server.
     *
     * @param server from 0
     */
    EnsembleSettings settings(int server) {
        return new EnsembleSettings(
                id(server),
                TICK_MILLIS,
                INIT_LIMIT_TICKS,
                SYNC_LIMIT_TICKS,
                1 << 20,
                WINDOW_TXNS,
                1 << 20,
                false,
                Map.of());
    }

    static ServerId id(int server) {
        return new ServerId(server + 1L);
    }

    Assembly assembly() {
        return assembly;
    }

    Graphs graphs() {
        return graphs;
    }

    Membership membership() {
        return membership;
    }

    Port port(int index) {
        return ports.get(index);
    }

    boolean isConsensus(int port) {
        return port < consensusPorts;
    }

    int portIndex(String name) {
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException(name);
    }
}
