package io.quorate.replica.driver;

import io.quorate.consensus.ConsensusAction;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.Zxid;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether clients are served, in which role, and how far the tree is. Loop thread only. */
public final class Serving {

    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    /** Something that must not happen before a transaction is applied. */
    private record Behind(long zxid, Runnable work) {}

    private final boolean standalone;
    private final boolean leaderServes;
    private Role role = Role.LOOKING;
    private Phase phase = Phase.IDLE;
    private boolean readOnly;
    private boolean closing;
    private long appliedZxid;
    private long committedZxid;
    private @Nullable HeldView before;
    private final ArrayDeque<Behind> behind = new ArrayDeque<>();

    /**
     * Nobody is served yet.
     *
     * @param leaderServes whether this server has clients of its own while it leads
     */
    public Serving(boolean standalone, boolean leaderServes) {
        this.standalone = standalone;
        this.leaderServes = leaderServes;
    }

    public void roleChanged(ConsensusAction.RoleChanged change) {
        role = change.role();
        phase = change.phase();
        readOnly = false;
        LOG.info(
                "Role {} {}, epoch {}, leader {}, zxid {}",
                role,
                phase,
                change.epoch(),
                change.leader(),
                Zxid.text(appliedZxid));
    }

    /** Clients are not served any more. */
    public void close() {
        closing = true;
    }

    public boolean isClosing() {
        return closing;
    }

    public boolean isServing() {
        boolean byRole = phase == Phase.SERVING && (leaderServes || role != Role.LEADING);
        return (byRole || readOnly) && !closing;
    }

    /** Whether only reading is possible, because there is no leader. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** Clients that ask for it may read, until the role changes. */
    public void readOnly() {
        readOnly = true;
    }

    public boolean isLeading() {
        return role == Role.LEADING && phase == Phase.SERVING;
    }

    public Phase phase() {
        return phase;
    }

    public Role role() {
        return role;
    }

    /**
     * A transaction is being applied in slices, and clients see the state before it; null: it is
     * done.
     */
    public void applying(@Nullable HeldView before) {
        this.before = before;
    }

    /** The state that clients see while the tree holds half a transaction; null as a rule. */
    public @Nullable HeldView before() {
        return before;
    }

    /** Everything up to {@code zxid} is decided, and will be applied here. */
    public void committed(long zxid) {
        committedZxid = Math.max(committedZxid, zxid);
    }

    /** How far transactions are decided. */
    public long committedZxid() {
        return committedZxid;
    }

    /** Does something once everything committed so far is applied: at once, as a rule. */
    public void whenApplied(Runnable work) {
        if (before == null && behind.isEmpty()) {
            work.run();
        } else {
            behind.add(new Behind(committedZxid, work));
        }
    }

    /** Does what waited for transactions that are applied now. */
    public void doWhatWaited() {
        while (!behind.isEmpty() && behind.peek().zxid() <= appliedZxid) {
            behind.poll().work().run();
        }
    }

    /** Last transaction applied. */
    public long appliedZxid() {
        return appliedZxid;
    }

    public void applied(long zxid) {
        appliedZxid = Math.max(appliedZxid, zxid);
    }

    /** The tree was replaced. */
    public void replaced(long zxid) {
        appliedZxid = zxid;
    }

    /** {@code standalone}, {@code leader} … as tools know it. */
    public String mode() {
        if (standalone) {
            return "standalone";
        }
        if (readOnly) {
            return "read-only";
        }
        return switch (role) {
            case LEADING -> "leader";
            case FOLLOWING -> "follower";
            case OBSERVING -> "observer";
            case LOOKING -> "looking";
        };
    }
}
