package io.quorate.consensus.zab.learner;

import io.quorate.consensus.LogEntry;
import io.quorate.consensus.zab.state.DurableState;
import io.quorate.consensus.zab.state.OwnLog;
import io.quorate.consensus.zab.state.Recent;
import io.quorate.consensus.zab.state.Server;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.Membership;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkId;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A follower in step: logs and acknowledges proposals, commits what the leader has decided. Source:
 * spec quorum-protocol section 13.2.
 */
final class FollowerLog implements LiveLog {

    private final Server server;
    private final LinkId leader;
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
     * @param reconfigs configurations proposed and not yet committed
     */
    FollowerLog(
            Server server,
            LinkId leader,
            long epoch,
            Consumer<String> failure,
            Map<Long, Membership> reconfigs) {
        this.epoch = epoch;
        this.server = server;
        this.leader = leader;
        this.failure = failure;
        this.reconfigs = reconfigs;
        before = server.durableState().last();
        recent.start(Math.max(before, Zxid.of(epoch, 0)) + 1);
    }

    /**
     * The entry behind a zxid if it came since this server is in step and is among the newest ones;
     * else null.
     */
    LogEntry after(long zxid) {
        return zxid >= before ? recent.find(Math.max(zxid, Zxid.of(epoch, 0)) + 1) : null;
    }

    @Override
    public void proposal(ZabMessage.Proposal proposal) {
        long zxid = proposal.zxid();
        DurableState durableState = server.durableState();
        if (!server.rules().continuity().follows(durableState.last(), zxid)) {
            failure.accept(
                    "proposal "
                            + Zxid.text(zxid)
                            + " does not follow "
                            + Zxid.text(durableState.last()));
            return;
        }
        if (proposal.membership() != null) {
            reconfigs.put(zxid, proposal.membership());
            server.ensemble().propose(proposal.membership());
        }
        LogEntry entry = new LogEntry(zxid, proposal.txn());
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
            long last = Math.min(upTo, unacknowledged + ZabMessage.RUN_MAX - 1);
            server.out().send(leader, new ZabMessage.Ack(unacknowledged, last));
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
    public void inform(long zxid, byte[] txn, Membership membership) {
        failure.accept("a follower was sent what is for observers");
    }

    @Override
    public Membership reconfig(long zxid) {
        return reconfigs.remove(zxid);
    }
}
