package io.quorate.consensus.kit.learner;

import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.Membership;
import io.quorate.model.Zxid;
import java.util.function.Consumer;

/**
 * An observer in step: logs and commits at once what is decided; acknowledges nothing. Source: spec
 * quorum-protocol section 13.3.
 */
public final class ObserverLog implements LiveLog {

    private final Server server;
    private final Consumer<String> failure;

    /** The log from now on. */
    public ObserverLog(Server server, Consumer<String> failure) {
        this.server = server;
        this.failure = failure;
    }

    @Override
    public void inform(LogEntry entry, Membership membership) {
        long zxid = entry.zxid();
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
            durableState.append(entry);
        }
        durableState.commit(zxid);
    }

    @Override
    public void proposal(LogEntry entry, Membership membership) {
        // Nothing an observer could acknowledge.
    }

    @Override
    public void commit(long zxid) {
        DurableState durableState = server.durableState();
        durableState.commit(Math.min(zxid, durableState.last()));
    }

    @Override
    public void persisted() {
        // An observer acknowledges nothing.
    }

    @Override
    public Membership reconfig(long zxid) {
        return server.ensemble().proposedBy(zxid);
    }
}
