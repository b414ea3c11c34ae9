package io.quorate.distribution;

import io.quorate.bench.FreePorts;
import java.io.IOException;

/** Ports for the servers of {@code quorate ensemble}. */
final class EnsemblePorts {

    private static final int PORTS_APART = 700;
    private static final int TRIES = 50;

    private EnsemblePorts() {}

    /** A port that is free together with those the other servers and ports of the ensemble get. */
    static int free() throws IOException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int port = FreePorts.next();
            if (allFree(port)) {
                return port;
            }
        }
        throw new IOException("no free ports");
    }

    private static boolean allFree(int first) {
        for (int at = 0; at < 3; at++) {
            for (int port :
                    new int[] {
                        first + at,
                        first + PORTS_APART + 1 + at,
                        first + 1000 + PORTS_APART + 1 + at
                    }) {
                if (!FreePorts.isFree(port)) {
                    return false;
                }
            }
        }
        return true;
    }
}
