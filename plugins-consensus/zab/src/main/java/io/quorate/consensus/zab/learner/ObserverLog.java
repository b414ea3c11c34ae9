package io.quorate.consensus.zab.learner;

import io.quorate.consensus.LogEntry;
import io.quorate.consensus.zab.state.DurableState;
import io.quorate.consensus.zab.state.Server;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.Membership;
import io.quorate.model.Zxid;
import java.util.function.Consumer;

/**
 * An observer in step: logs and commits at once what is decided; acknowledges nothing. Source: spec
 * quorum-protocol section 13.3.
 */
final class ObserverLog implements LiveLog {

    private final Server server;
    private final Consumer<String> failure;

    ObserverLog(Server server, Consumer<String> failure) {
        this.server = server;
        this.failure = failure;
    }

    @Override
    public void inform(long zxid, byte[] txn, Membership membership) {
        DurableState durableState = server.durableState();
        if (zxid > durableState.last()) {
            if (!server.rules().continuity().follows(durableState.last(), zxid)) {
                failure.accept(
                        "transaction "
                                + Zxid.text(zxid)
                                + " does not follow "
                                + Zxid.text(durableState.last()));
                return;
            }
            durableState.append(new LogEntry(zxid, txn));
        }
        durableState.commit(zxid);
    }

    @Override
    public void proposal(ZabMessage.Proposal proposal) {
        // Nothing an observer could acknowledge.
    }

    @Override
    public void commit(long zxid) {
        // What is decided comes as a whole.
    }

    @Override
    public void persisted() {
        // An observer acknowledges nothing.
    }

    @Override
    public Membership reconfig(long zxid) {
        return null;
    }
}
