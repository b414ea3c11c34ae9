package io.quorate.testkit.sim;

import io.quorate.model.ServerId;
import io.quorate.peer.PeerMessage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;

/** What happened, as one number and, on demand, as lines for people. */
public final class Trace {

    private static final int LINES_MAX = 20_000;

    /** Gets every message when it is sent. */
    @FunctionalInterface
    interface Tap {
        void sent(ServerId from, ServerId to, PeerMessage message);
    }

    private final Agenda agenda;
    private final boolean verbose;
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private Tap tap = (from, to, message) -> {};
    private long hash = 0xcbf29ce484222325L;

    /** A trace that keeps its last lines if verbose. */
    public Trace(Agenda agenda, boolean verbose) {
        this.agenda = agenda;
        this.verbose = verbose;
    }

    /** From now on this one gets every message of a consensus. */
    void tap(Tap listener) {
        tap = listener;
    }

    /** A server sends a message to another one; null if the link is over. */
    void sent(ServerId from, ServerId to, PeerMessage message) {
        if (to != null) {
            tap.sent(from, to, message);
        }
    }

    /** Enters a number into the hash. */
    public void mix(long value) {
        hash = mixed(hash, value);
    }

    /** Enters what happened where and when; the text is made only if somebody reads it. */
    public void note(long server, long kind, long detail, Supplier<String> text) {
        mix(agenda.nowNanos());
        mix(server << 8 | kind);
        mix(detail);
        if (verbose) {
            if (lines.size() == LINES_MAX) {
                lines.removeFirst();
            }
            lines.add(
                    String.format(
                            "%10.3f  %s  %s",
                            agenda.nowNanos() / 1e6 - 1000,
                            server == 0 ? "*" : Long.toString(server),
                            text.get()));
        }
    }

    /** The whole run as one number. */
    public long hash() {
        return hash;
    }

    /** The last lines; empty unless verbose. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    static long mixed(long hash, long value) {
        long mixed = (hash ^ value) * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 29;
    }

    static long hashOf(byte[] bytes) {
        long hash = 0xcbf29ce484222325L ^ bytes.length;
        for (byte b : bytes) {
            hash = (hash ^ b) * 0x100000001b3L;
        }
        return hash;
    }
}
