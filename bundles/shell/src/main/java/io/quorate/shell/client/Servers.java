package io.quorate.shell.client;

import io.quorate.shell.client.ConnectString.Host;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The servers of a connect string in an order of their own, one after the other. Reader thread
 * only.
 */
final class Servers {

    private static final int PROBE_TIMEOUT_MILLIS = 500;
    private static final long PAUSE_STEP_MILLIS = 100;
    private static final long MAX_PAUSE_MILLIS = 1_000;

    private final SessionSettings settings;
    private final List<Host> hosts;
    private int next;
    private int failedInRow;

    Servers(ConnectString where, SessionSettings settings) {
        this.settings = settings;
        hosts = new ArrayList<>(where.hosts());
        Collections.shuffle(hosts);
    }

    /** The server to try now. */
    Host next() {
        Host host = hosts.get(next);
        next = (next + 1) % hosts.size();
        return host;
    }

    /** How long one server may take to accept and answer. */
    int connectTimeoutMillis() {
        return Math.max(100, settings.timeoutMillis() / hosts.size());
    }

    /** Notes that a server let us in. */
    void succeeded() {
        failedInRow = 0;
    }

    /**
     * Notes that a server did not let us in; true if every one has failed since the last time this
     * was true.
     */
    boolean failed() {
        failedInRow++;
        return failedInRow % hosts.size() == 0;
    }

    /** Pause before the next attempt; grows with the failures. */
    long pauseMillis() {
        return Math.min(
                MAX_PAUSE_MILLIS, PAUSE_STEP_MILLIS * Math.max(1, failedInRow / hosts.size()));
    }

    /**
     * Looks for a server with a quorum among those we are not connected to; if there is one, it is
     * the next to try.
     */
    boolean findReadWrite() {
        for (int step = 0; step < hosts.size() - 1; step++) {
            int candidate = (next + step) % hosts.size();
            if (ReadWriteProbe.isReadWrite(hosts.get(candidate), settings, PROBE_TIMEOUT_MILLIS)) {
                next = candidate;
                return true;
            }
        }
        return false;
    }
}
