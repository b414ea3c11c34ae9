package io.quorate.consensus.host;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Roles, calls and answers. Source: consensus SPI H6, M1, M3, consensus SPI section 1.5. */
final class CallRules {

    /** A Sync of this server, given while it led, and what had been proposed by then. */
    private record Barrier(long callId, long proposed) {}

    private final ArrayDeque<Barrier> barriers = new ArrayDeque<>();
    private Role role = Role.LOOKING;
    private Phase phase = Phase.IDLE;
    private @Nullable ServerId leader;

    /** Number of the next transaction; 0 unless this server leads and serves. */
    private long next;

    /**
     * Number of the last one; where the log ended when this server began to lead, if there is none.
     */
    private long proposed;

    /** Whether the step under way has handed out a Submit. */
    private boolean submitted;

    private long lastCall;

    /** Calls up to here have been declared lost. */
    private long lost;

    Phase phase() {
        return phase;
    }

    private boolean leads() {
        return role == Role.LEADING && phase == Phase.SERVING;
    }

    void stepBegins() {
        submitted = false;
    }

    void proposed(long zxid) {
        proposed = zxid;
        next = zxid + 1;
    }

    void given(ConsensusEvent.Call call) {
        lastCall = call.callId();
        if (call.call() instanceof LeaderCall.Sync && leads()) {
            barriers.add(new Barrier(lastCall, proposed));
        }
    }

    @Nullable String called(ConsensusAction.Called called) {
        if (!leads()) {
            return "calls are handed out only while LEADING and SERVING, but the role is "
                    + role
                    + " and the phase "
                    + phase;
        }
        if (called.call() instanceof LeaderCall.Submit) {
            if (submitted) {
                return "a step hands out one Submit at most, but this is the second one";
            }
            if (Zxid.counter(next) == 0) {
                return "a Submit is handed out only while there is a number for it, but epoch "
                        + (Zxid.epoch(next) - 1)
                        + " has none left";
            }
            submitted = true;
            return null;
        }
        return called.call() instanceof LeaderCall.Sync
                ? "a Sync is answered by the core, but it was handed out"
                : null;
    }

    @Nullable String answered(ConsensusAction.Answered answered, long committed) {
        long id = answered.callId();
        if (id <= lost || id > lastCall) {
            return "only a call that was given and is not lost is answered, but " + id + " is not";
        }
        if (!(answered.answer() instanceof LeaderAnswer.Synced) || barriers.isEmpty()) {
            return null;
        }
        return synced(id, committed);
    }

    private @Nullable String synced(long id, long committed) {
        for (Barrier barrier : barriers) {
            if (barrier.callId() == id) {
                barriers.remove(barrier);
                return committed >= barrier.proposed()
                        ? null
                        : "a Sync is answered when everything proposed before it is committed, but "
                                + Zxid.text(barrier.proposed())
                                + " is not, only "
                                + Zxid.text(committed)
                                + " is";
            }
        }
        return null;
    }

    @Nullable String lost() {
        lost = lastCall;
        barriers.clear();
        return null;
    }

    @Nullable String roleChanged(ConsensusAction.RoleChanged change, long last, long committed) {
        role = change.role();
        phase = change.phase();
        leader = change.leader();
        next = change.nextZxid();
        proposed = last;
        if (role == Role.LOOKING != (phase == Phase.IDLE)) {
            return "a server that is LOOKING is IDLE and no other one is, but the role is "
                    + role
                    + " and the phase "
                    + phase;
        }
        if (!leads()) {
            barriers.clear();
            return next == 0
                    ? null
                    : "only a leader that serves names a next zxid, but "
                            + Zxid.text(next)
                            + " came";
        }
        if (!LogRules.follows(last, next) || Zxid.epoch(next) != change.epoch()) {
            return "a leader numbers on where the log ends, in its epoch, but "
                    + Zxid.text(next)
                    + " was named behind "
                    + Zxid.text(last)
                    + " in epoch "
                    + change.epoch();
        }
        return committed >= last
                ? null
                : "a leader serves when its whole log is committed, but it ends with "
                        + Zxid.text(last)
                        + " and only "
                        + Zxid.text(committed)
                        + " is";
    }

    @Nullable String report(ConsensusReport report) {
        if (report.role() == role
                && report.phase() == phase
                && Objects.equals(report.leader(), leader)) {
            return null;
        }
        return "the report says "
                + report.role()
                + " "
                + report.phase()
                + " under "
                + report.leader()
                + ", but the last RoleChanged said "
                + role
                + " "
                + phase
                + " under "
                + leader;
    }
}
