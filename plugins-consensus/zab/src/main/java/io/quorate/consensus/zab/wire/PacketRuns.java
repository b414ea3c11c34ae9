package io.quorate.consensus.zab.wire;

import io.quorate.model.Zxid;
import io.quorate.peer.PeerMessage;
import java.util.function.Consumer;

/**
 * Puts acknowledgements, and decisions, of transactions that follow each other into one message, so
 * that a batch costs one step and not one for each of its packets. Nothing stays here between two
 * pieces of a stream.
 */
final class PacketRuns {

    private enum Kind {
        NONE,
        ACK,
        COMMIT
    }

    private final Consumer<PeerMessage> out;
    private Kind kind = Kind.NONE;
    private long first;
    private long last;

    PacketRuns(Consumer<PeerMessage> out) {
        this.out = out;
    }

    void add(ZabMessage message) {
        switch (message) {
            case ZabMessage.Ack ack -> add(Kind.ACK, ack.zxid());
            case ZabMessage.Commit commit -> add(Kind.COMMIT, commit.zxid());
            default -> {
                end();
                out.accept(message);
            }
        }
    }

    private void add(Kind next, long zxid) {
        boolean goesOn = kind == next && zxid == last + 1 && last - first < ZabMessage.RUN_MAX - 1;
        if (!goesOn || Zxid.counter(first) == 0) { // the start of an epoch stands for itself
            end();
            kind = next;
            first = zxid;
        }
        last = zxid;
    }

    /** Passes on what has been put together. */
    void end() {
        switch (kind) {
            case ACK -> out.accept(new ZabMessage.Ack(first, last));
            case COMMIT -> out.accept(new ZabMessage.Commit(first, last));
            case NONE -> {}
        }
        kind = Kind.NONE;
    }
}
