package io.quorate.consensus.kit.feed;

import io.quorate.consensus.kit.state.Ensemble;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.kit.state.Timing;
import io.quorate.model.ServerId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that has dialled: who it is, its signs of life, and what it has acknowledged. */
public abstract class Learner {

    private static final Logger LOG = LoggerFactory.getLogger(Learner.class);

    /**
     * The link of a learner, and what it shares with others.
     *
     * @param remote its address
     */
    public record Seat(LinkId link, Endpoint remote, SnapshotTransferSlots turns) {}

    /** Who it says it is. */
    private record Introduction(ServerId id, boolean observer) {}

    private final Seat seat;
    private final Acknowledgements acknowledgements;
    private final LearnerContact contact;
    private Introduction introduction;
    private long configVersion = Long.MAX_VALUE;

    Learner(Seat seat, Acknowledgements acknowledgements, Timing timing) {
        this.seat = seat;
        this.acknowledgements = acknowledgements;
        contact = new LearnerContact(timing);
    }

    /** It says who it is. */
    void says(ServerId id, boolean observes) {
        introduction = new Introduction(id, observes);
        contact.introduced();
    }

    /** It knows the configurations up to this version to have been in force. */
    public void knows(long version) {
        configVersion = version;
    }

    /**
     * Whether a tree would tell it, and nothing else, which configuration is in force, with the
     * next one behind that tree: it would keep the one it knows and the next one, and not know
     * whose quorum decides. It hears of that from the election, and comes again.
     */
    boolean mustHear(Server server) {
        Ensemble ensemble = server.ensemble();
        boolean must =
                ensemble.proposed() != null && configVersion < ensemble.committed().version();
        if (must) {
            LOG.info("server {} has to hear first which configuration is in force", id());
            server.out().close(link());
        }
        return must;
    }

    final Acknowledgements acknowledgements() {
        return acknowledgements;
    }

    final LearnerContact contact() {
        return contact;
    }

    final SnapshotTransferSlots turns() {
        return seat.turns();
    }

    final Endpoint remote() {
        return seat.remote();
    }

    /** Its link is not read for a while, or is again. */
    public void slow(boolean on) {
        contact.slow(on);
        acknowledgements.restartTime();
    }

    public boolean isSlowed() {
        return contact.isSlowed();
    }

    /** True if it counts in full again. */
    public boolean ponged() {
        return contact.ponged();
    }

    public boolean isDoubted() {
        return contact.isDoubted();
    }

    /**
     * It said something.
     *
     * @param word how many messages this leader has heard from all
     */
    void spoke(long word) {
        contact.spoke(word);
    }

    /** Whether it said something after another one had introduced itself. */
    public boolean spokeAfter(Learner other) {
        return contact.spokeAfter(other.contact());
    }

    /** A sign of life, or of progress on our side. */
    void heard() {
        contact.heard();
    }

    public LinkId link() {
        return seat.link();
    }

    /** Null until it has introduced itself. */
    public ServerId id() {
        return introduction == null ? null : introduction.id();
    }

    public boolean observer() {
        return introduction != null && introduction.observer();
    }

    /** Since when a proposal is unacknowledged without any progress; 0 if none is. */
    public long owesSince() {
        return acknowledgements.owesSince();
    }

    public long pingsSent() {
        return contact.pingsSent();
    }

    public long pingsAnswered() {
        return contact.pingsAnswered();
    }
}
