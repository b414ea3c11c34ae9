package io.quorate.gate.peer;

import io.netty.channel.SingleThreadEventLoop;
import java.util.ArrayList;
import java.util.List;

/** The links whose output is written when the turn ends. Loop thread only. */
final class Flushes {

    private final SingleThreadEventLoop loop;
    private final Runnable flush = this::flush;
    private List<PeerLink> flushing = new ArrayList<>();
    private List<PeerLink> spare = new ArrayList<>();
    private boolean asked;

    Flushes(SingleThreadEventLoop loop) {
        this.loop = loop;
    }

    /** Has the link's output written when the turn ends. */
    void add(PeerLink link) {
        flushing.add(link);
        if (!asked) {
            asked = true;
            loop.executeAfterEventLoopIteration(flush);
        }
    }

    private void flush() {
        asked = false;
        List<PeerLink> due = flushing;
        flushing = spare;
        spare = due;
        for (int at = 0; at < due.size(); at++) {
            due.get(at).flush();
        }
        due.clear();
    }
}
