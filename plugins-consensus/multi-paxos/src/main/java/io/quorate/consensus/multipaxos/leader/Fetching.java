package io.quorate.consensus.multipaxos.leader;

import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.learner.Upstream;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.multipaxos.history.PaxosReceiver;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.Membership;

/**
 * A new leader takes over the log of a server that has promised its ballot, because that is the one
 * to be kept. Source: spec multi-paxos section 5.
 */
final class Fetching extends PaxosReceiver {

    private final LearnerFeed source;
    private final long acceptedEpoch;
    private final Runnable done;

    /**
     * A fetch that has not begun.
     *
     * @param acceptedEpoch epoch of the ballot the log was accepted in: it stays that until this
     *     server knows that all of the history of its own ballot is here
     * @param done told once when all of the log is here
     */
    Fetching(Server server, LearnerFeed source, long acceptedEpoch, Runnable done) {
        super(
                server,
                new Upstream(source.link(), source.id(), false),
                null,
                reason -> server.turn().look("the log to be kept could not be fetched: " + reason));
        this.source = source;
        this.acceptedEpoch = acceptedEpoch;
        this.done = done;
    }

    @Override
    public void introduce() {
        DurableState durableState = server().durableState();
        if (offered(acceptedEpoch, 0)) {
            server().out()
                    .send(
                            source.link(),
                            new PaxosMessage.Fetch(durableState.last(), durableState.committed()));
        }
    }

    boolean isFrom(LearnerFeed feed) {
        return feed == source;
    }

    @Override
    protected void other(PaxosMessage message) {
        if (message instanceof PaxosMessage.FetchEnd(Membership newest)) {
            accept(acceptedEpoch, newest);
        } else {
            fail("what came is no part of a log: " + message);
        }
    }

    @Override
    protected void entered() {
        done.run();
    }
}
