package io.quorate.consensus.zab;

import io.quorate.consensus.LogEntry;
import io.quorate.model.Membership;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkId;
import java.util.Map;
import java.util.function.Consumer;

/** A follower in step: logs and acknowledges proposals, commits what it is told. Source: spec quorum-protocol section 13.2. */
final class FollowerLog implements LiveLog {

    private final Server server;
    private final LinkId leader;
    private final Consumer<String> failure;
    private final Map<Long, Membership> reconfigs;

    /**
     * The log from now on.
     *
     * @param reconfigs configurations proposed and not yet committed
     */
    FollowerLog(Server server, LinkId leader, Consumer<String> failure, Map<Long, Membership> reconfigs) {
        this.server = server;
        this.leader = leader;
        this.failure = failure;
        this.reconfigs = reconfigs;
    }

    @Override
    public void proposal(ZabMessage.Proposal proposal) {
        long zxid = proposal.zxid();
        Ledger ledger = server.ledger();
        if (!server.rules().continuity().follows(ledger.last(), zxid)) {
            failure.accept("proposal " + Zxid.text(zxid) + " does not follow " + Zxid.text(ledger.last()));
            return;
        }
        if (proposal.membership() != null) {
            reconfigs.put(zxid, proposal.membership());
            server.ensemble().propose(proposal.membership());
        }
        long ticket = ledger.append(new LogEntry(zxid, proposal.txn()));
        server.out().send(leader, new ZabMessage.Ack(zxid), ticket);
    }

    @Override
    public void commit(long zxid) {
        Ledger ledger = server.ledger();
        if (zxid > ledger.last()) {
            failure.accept("commit of " + Zxid.text(zxid) + ", but the log ends with " + Zxid.text(ledger.last()));
            return;
        }
        ledger.commit(zxid);
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
