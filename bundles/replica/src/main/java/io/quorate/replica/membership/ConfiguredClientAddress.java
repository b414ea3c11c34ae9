package io.quorate.replica.membership;

import io.quorate.service.ClientGate;
import org.jspecify.annotations.Nullable;

/**
 * Where clients are to be let in, as the configuration of the ensemble says; reported to the gate,
 * also to one that comes later. Any thread.
 */
public final class ConfiguredClientAddress {

    private record Place(String host, int port) {}

    private @Nullable ClientGate gate;
    private @Nullable Place place;

    /** From now on clients are let in there. */
    synchronized void move(String host, int port) {
        place = new Place(host, port);
        tell();
    }

    public synchronized void opened(ClientGate opened) {
        gate = opened;
        tell();
    }

    public synchronized void closed(ClientGate closed) {
        if (gate == closed) {
            gate = null;
        }
    }

    private void tell() {
        if (gate != null && place != null) {
            gate.listenAt(place.host, place.port);
        }
    }
}
