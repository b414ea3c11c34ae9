package io.quorate.testkit.sim;

import io.quorate.model.ServerId;

/** Two ends and what travels between them. */
final class SimConnection {

    private final SimNetwork network;
    private SimEnd first;
    private SimEnd second;

    SimConnection(SimNetwork network) {
        this.network = network;
    }

    void join(SimEnd one, SimEnd other) {
        first = one;
        second = other;
    }

    SimEnd other(SimEnd end) {
        return end == first ? second : first;
    }

    boolean isOver() {
        return first.isOver() && second.isOver();
    }

    boolean isBetween(ServerId one, ServerId another) {
        return first.owner().equals(one) && second.owner().equals(another)
                || first.owner().equals(another) && second.owner().equals(one);
    }

    /** A cut healed: what waited goes on. */
    void flow() {
        first.flow();
        second.flow();
    }

    /** The connection breaks; what is on its way is lost, and each end learns when it learns. */
    void breakDown() {
        long nanos = network.delayNanos();
        boolean late = !network.isSteady() && network.random().nextInt(4) == 0;
        first.breakIn(late ? 100 * nanos : nanos);
        second.breakIn(network.delayNanos());
    }

    void ownerGone(ServerId server, boolean silently) {
        if (first.owner().equals(server)) {
            first.ownerGone(silently);
        }
        if (second.owner().equals(server)) {
            second.ownerGone(silently);
        }
    }

    /**
     * A server that had lost power is back: it knows nothing of the connection and says so when
     * something comes.
     */
    void peerIsBack(ServerId server) {
        if (first.owner().equals(server) && first.isOver() && second.sentToNobody()) {
            second.breakIn(network.delayNanos());
        }
        if (second.owner().equals(server) && second.isOver() && first.sentToNobody()) {
            first.breakIn(network.delayNanos());
        }
    }
}
