package io.quorate.consensus.multipaxos.history;

import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.feed.History;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;

/**
 * The log of a server that has promised a ballot, as its leader fetches it: all of it, as it is.
 */
final class OwnHistory implements History {

    private final Server server;
    private final long epoch;

    /** The log, which does not change meanwhile. */
    OwnHistory(Server server, long epoch) {
        this.server = server;
        this.epoch = epoch;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public boolean active() {
        return false;
    }

    @Override
    public long last() {
        return server.durableState().last();
    }

    @Override
    public long decided() {
        return last();
    }

    @Override
    public long lastNumber() {
        return Zxid.of(epoch, 0);
    }

    @Override
    public LogEntry after(long zxid) {
        return null;
    }

    @Override
    public ServerId designated(long zxid) {
        return null;
    }

    @Override
    public Membership announced() {
        return server.ensemble().seen();
    }
}
