package io.quorate.replica;

import io.quorate.service.ClientGate;
import java.util.List;

/** A gate that writes down where it was told to listen. */
record RecordedGate(List<String> places) implements ClientGate {

    @Override
    public void listenAt(String host, int port) {
        places.add(host + ":" + port);
    }

    @Override
    public GateReport report() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ConnectionReport> connections() {
        return List.of();
    }

    @Override
    public void resetStatistics() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void resetConnections() {
        throw new UnsupportedOperationException();
    }
}
