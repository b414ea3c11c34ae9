package io.quorate.consensus.host;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkAction;
import org.jspecify.annotations.Nullable;

/** Tickets, the end of the log, what is committed. Source: consensus SPI section 1.5. */
final class LogRules {

    private long ticket;

    /** Last zxid in log or tree. */
    private long last;

    /** Where the tree stands. */
    private long committed;

    /** The last transaction a Commit of this core has covered. */
    private long floor;

    /** Ticket of the Truncate or InstallSnapshot that is not answered yet; 0 if there is none. */
    private long resetting;

    void start(ConsensusEvent.Start start) {
        last = start.lastZxid();
        committed = start.appliedZxid();
    }

    long last() {
        return last;
    }

    long committed() {
        return committed;
    }

    @Nullable String ticket(long given) {
        if (given != ++ticket) {
            return "tickets rise by one from 1 on, but "
                    + given
                    + " came where "
                    + ticket
                    + " was due";
        }
        return null;
    }

    @Nullable String append(long given, long zxid) {
        String broken = ticket(given);
        if (broken != null) {
            return broken;
        }
        if (resetting != 0) {
            return unanswered("an entry is appended");
        }
        if (!follows(last, zxid)) {
            return "zxids in the log are dense, but "
                    + Zxid.text(zxid)
                    + " is appended behind "
                    + Zxid.text(last);
        }
        last = zxid;
        return null;
    }

    /** The next number of the epoch, or the first of a later one. */
    static boolean follows(long before, long zxid) {
        return Zxid.follows(before, zxid) && Zxid.counter(zxid) != 0;
    }

    @Nullable String commit(long upTo) {
        if (resetting != 0) {
            return unanswered("something is committed");
        }
        if (upTo <= committed) {
            return "commits rise, but "
                    + Zxid.text(upTo)
                    + " is committed after "
                    + Zxid.text(committed);
        }
        if (upTo > last && Zxid.counter(upTo) != 0) {
            return "only what is in the log is committed, but "
                    + Zxid.text(upTo)
                    + " is behind its end, "
                    + Zxid.text(last);
        }
        committed = upTo;
        if (Zxid.counter(upTo) != 0) {
            floor = upTo; // the start of an epoch is no transaction that could be cut
        }
        return null;
    }

    @Nullable String link(LinkAction action) {
        if (action instanceof LinkAction.Send send && send.after() > ticket) {
            return "a message waits for ticket "
                    + send.after()
                    + ", but the last one given out is "
                    + ticket;
        }
        return null;
    }

    @Nullable String truncate(ConsensusAction.Truncate cut, boolean syncing) {
        String broken = ticket(cut.ticket());
        if (broken != null) {
            return broken;
        }
        if (resetting != 0) {
            return unanswered("the log is cut");
        }
        long after = cut.after();
        if (after > last) {
            return "the log is cut behind "
                    + Zxid.text(after)
                    + ", but ends with "
                    + Zxid.text(last);
        }
        if (after < floor) {
            return "what this core has committed stays, but "
                    + Zxid.text(floor)
                    + " would be cut behind "
                    + Zxid.text(after);
        }
        if (after < committed && !syncing) {
            return "the tree is taken back only while the phase is SYNCING, but it stands at "
                    + Zxid.text(committed)
                    + " and the log is cut behind "
                    + Zxid.text(after);
        }
        resetting = ticket;
        return null;
    }

    /** {@code end} is where the history ends that is installed. */
    @Nullable String install(ConsensusAction.InstallSnapshot install, long end, boolean syncing) {
        String broken = ticket(install.ticket());
        if (broken != null) {
            return broken;
        }
        if (resetting != 0) {
            return unanswered("a snapshot is installed");
        }
        if (!syncing) {
            return "a snapshot is installed only while the phase is SYNCING, for clients are served in other phases";
        }
        if (end < floor && !(install.keepTail() && last >= floor)) {
            return "what this core has committed stays, but "
                    + Zxid.text(floor)
                    + " is behind the history that is installed, which ends with "
                    + Zxid.text(end);
        }
        resetting = ticket;
        return null;
    }

    void reset(ConsensusEvent.HistoryReset answer) {
        if (answer.ticket() == resetting) {
            resetting = 0;
            if (answer.ok()) {
                last = answer.lastZxid();
                committed = answer.appliedZxid();
            }
        }
    }

    @Nullable String report(ConsensusReport report) {
        if (resetting == 0 && report.loggedZxid() != last) {
            return "the report says the log ends with "
                    + Zxid.text(report.loggedZxid())
                    + ", but it ends with "
                    + Zxid.text(last);
        }
        if (resetting == 0 && report.committedZxid() != committed) {
            return "the report says "
                    + Zxid.text(report.committedZxid())
                    + " is committed, but it is "
                    + Zxid.text(committed);
        }
        return null;
    }

    private String unanswered(String what) {
        return what
                + " while the Truncate or InstallSnapshot of ticket "
                + resetting
                + " is not answered";
    }
}
