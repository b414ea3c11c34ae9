package io.quorate.simulation.model;

import io.quorate.consensus.HardState;
import io.quorate.consensus.LogEntry;
import io.quorate.model.Role;
import io.quorate.peer.PeerMessage;
import java.util.List;

/** What a step of one server does to the rest of the world, in order. */
sealed interface Effect {

    /** What numbers of an effect begin with. */
    int SENT = 0;

    int CLOSED = 1;
    int DIALLED = 2;
    int JUDGED = 3;

    /** What the network carries. */
    sealed interface OnNetwork extends Effect {}

    /**
     * A message leaves.
     *
     * @param link place of the link in the table of its server
     */
    record Sent(int link, PeerMessage message) implements OnNetwork {}

    /** A server dials another one; {@code preamble} is null if the port has none. */
    record Dialled(int dial, int port, int target, PeerMessage preamble) implements OnNetwork {}

    /** A server has closed its end of a link and will hear nothing of it any more. */
    record Closed(int link) implements OnNetwork {}

    /** What the judge looks at. */
    sealed interface Judged extends Effect {

        /**
         * What is judged hangs on what other servers did: a leader, a cut and a snapshot on what
         * was committed; an application, too, which also adds to that. Everything else that is
         * written down of two servers commutes, or breaks a rule whichever is first.
         */
        default int hangsOn() {
            return switch (this) {
                case Applies applies -> COMMITS | READS_DISKS;
                case Leads leads -> READS_COMMITTED;
                case Cuts cuts -> READS_COMMITTED | READS_DISKS;
                case Installs installs -> READS_COMMITTED | READS_DISKS;
                default -> 0;
            };
        }
    }

    /** Bits of {@link Judged#hangsOn}, and of a move that changes a disk. */
    int COMMITS = 1;

    int READS_COMMITTED = 2;
    int READS_DISKS = 4;
    int CHANGES_A_DISK = 8;

    /** A transaction is applied; how many there are with it, and the state behind it. */
    record Applies(LogEntry entry, long count, long digest) implements Judged {}

    /** A server begins to serve as leader. */
    record Leads(long term, long appliedZxid, long count, long digest) implements Judged {}

    /** A log is cut. */
    record Cuts(long after, long last, List<LogEntry> dropped) implements Judged {}

    /** A snapshot takes the place of a tree. */
    record Installs(long zxid, long treeZxid, long digest, List<LogEntry> dropped)
            implements Judged {}

    /** A client asks for a write or, if {@code sync}, for a sync. */
    record Asks(int number, boolean sync, boolean leading) implements Judged {}

    /** A client is told that its write is done. */
    record Acknowledges(int number, long zxid) implements Judged {}

    /** A client is told that its sync is done, at a server that has applied so much. */
    record Syncs(int number, long appliedZxid) implements Judged {}

    /** Something comes back at a server, asked for there or not. */
    record ComesBack(int number) implements Judged {}

    /** What was asked for at a server has an unknown fate. */
    record Forgets() implements Judged {}

    /** Hard state is asked to be written. */
    record Writes(Role role, HardState before, HardState wanted) implements Judged {}

    /** Hard state is on disk. */
    record HasWritten(Role role, HardState before, HardState wanted) implements Judged {}

    /** A server has stopped with this on its disk. */
    record Stops(HardState hardState, long lastLogged) implements Judged {}
}
