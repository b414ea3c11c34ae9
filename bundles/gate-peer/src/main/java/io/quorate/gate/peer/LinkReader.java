package io.quorate.gate.peer;

import io.netty.buffer.ByteBuf;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import org.jspecify.annotations.Nullable;

/**
 * Handles what a link brings: where it is read as far as the turn allows, of the rest some in each
 * turn, and nothing more is read before that is done. Loop thread only. Source: docs/adr/0062.
 */
final class LinkReader {

    /** The link. */
    interface Link {

        /** The next message; what ends the link forgets the rest. */
        void received(PeerMessage message);

        /** Handling a message in a later turn has failed. */
        void failed(Throwable failure);

        /** Reading has to stop, or may go on since everything is handled. */
        void behind(boolean on);
    }

    private final Link link;
    private final LinkInput input;
    private final ReadTurn turn;
    private int handledInTurn;
    private boolean behind;

    LinkReader(Link link, LinkInput input, ReadTurn turn) {
        this.link = link;
        this.input = input;
        this.turn = turn;
    }

    /** These bytes were read. */
    void read(ByteBuf bytes) {
        input.decode(bytes);
        if (!behind) {
            handle();
        }
    }

    /** The link has been read for this turn. */
    void readComplete() {
        handledInTurn = 0;
    }

    private void handle() {
        int untimed = ReadTurn.UNTIMED_MESSAGES - handledInTurn;
        if (untimed > 0) {
            handledInTurn += handle(untimed);
        }
        if (input.hasNext()) {
            turn.begin();
            while (input.hasNext() && !turn.isUsedUp()) {
                handle(ReadTurn.STEP_MESSAGES);
            }
        }
        if (input.hasNext()) {
            behind = true;
            link.behind(true);
            turn.later(this::handleSome);
        }
    }

    /** Handles so many messages at most; how many. */
    private int handle(int most) {
        int done = 0;
        for (; done < most && input.hasNext(); done++) {
            link.received(input.next());
        }
        return done;
    }

    /** A slice of what waits; whether there is more. */
    private boolean handleSome() {
        try {
            handle(ReadTurn.STEP_MESSAGES);
        } catch (RuntimeException | Error failure) { // ends this link, as it does in reading
            input.release();
            link.failed(failure);
        }
        if (input.hasNext()) {
            return true;
        }
        behind = false;
        link.behind(false);
        return false;
    }

    /** Whether some of what was read is not handled. */
    boolean isBehind() {
        return behind;
    }

    /** Why the peer cannot be right behind what was handled; null if it can. */
    @Nullable ProtocolViolation fault() {
        return behind ? null : input.fault();
    }

    /** Forgets what is left. */
    void release() {
        input.release();
    }
}
