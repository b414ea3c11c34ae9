package io.quorate.consensus.kit.learner;

import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.OwnLog;
import io.quorate.consensus.kit.state.Recent;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.Membership;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkId;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A follower in step: logs and acknowledges proposals, commits what the leader has decided. Source:
 * spec quorum-protocol section 13.2.
 */
public final class FollowerLog implements LiveLog {

    private final Server server;
    private final LinkId leader;
    private final LeaderWords words;
    private final Consumer<String> failure;
    private final Map<Long, Membership> reconfigs;
    private final long epoch;
    private final long before;
    private final Recent recent = new Recent();
    private final OwnLog own = new OwnLog();
    private long unacknowledged;

    /**
     * The log from now on.
     *
     * @param leader where acknowledgements go
     * @param reconfigs configurations proposed and not yet committed
     */
    public FollowerLog(
            Server server,
            LinkId leader,
            LeaderWords words,
            long epoch,
            Consumer<String> failure,
            Map<Long, Membership> reconfigs) {
        this.epoch = epoch;
        this.server = server;
        this.leader = leader;
        this.words = words;
        this.failure = failure;
        this.reconfigs = reconfigs;
        before = server.durableState().last();
        recent.start(Math.max(before, Zxid.of(epoch, 0)) + 1);
    }

    /**
     * The entry behind a zxid if it came since this server is in step and is among the newest ones;
     * else null.
     */
    public LogEntry after(long zxid) {
        return zxid >= before ? recent.find(Math.max(zxid, Zxid.of(epoch, 0)) + 1) : null;
    }

    @Override
    public void proposal(LogEntry entry, Membership membership) {
        long zxid = entry.zxid();
        DurableState durableState = server.durableState();
        if (!server.rules().continuity().follows(durableState.last(), zxid)) {
            failure.accept(
                    "proposal "
                            + Zxid.text(zxid)
                            + " does not follow "
                            + Zxid.text(durableState.last()));
            return;
        }
        if (membership != null) {
            reconfigs.put(zxid, membership);
            server.ensemble().propose(membership);
        }
        own.appended(durableState.append(entry), zxid);
        recent.add(entry, durableState.committed());
        if (unacknowledged == 0) {
            unacknowledged = zxid;
        }
    }

    /** Acknowledges what the disk has now, a whole batch in one message. */
    @Override
    public void persisted() {
        if (unacknowledged == 0) {
            return;
        }
        long upTo = own.upTo(server.durableState().durable());
        while (unacknowledged <= upTo) {
            long last = Math.min(upTo, unacknowledged + words.runMax() - 1);
            server.out().send(leader, words.acknowledgement(unacknowledged, last));
            unacknowledged = last + 1;
        }
    }

    @Override
    public void commit(long zxid) {
        DurableState durableState = server.durableState();
        if (zxid > durableState.last()) {
            failure.accept(
                    "commit of "
                            + Zxid.text(zxid)
                            + ", but the log ends with "
                            + Zxid.text(durableState.last()));
            return;
        }
        durableState.commit(zxid);
    }

    @Override
    public void inform(LogEntry entry, Membership membership) {
        failure.accept("a follower was sent what is for observers");
    }

    @Override
    public Membership reconfig(long zxid) {
        Membership came = reconfigs.remove(zxid);
        return came == null ? server.ensemble().proposedBy(zxid) : came;
    }
}
