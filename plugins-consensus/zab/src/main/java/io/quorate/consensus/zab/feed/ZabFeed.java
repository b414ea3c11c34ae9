package io.quorate.consensus.zab.feed;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.kit.feed.History;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.Zxid;

/**
 * Brings one learner in step and keeps it there: chooses between a difference, a cut and a tree.
 *
 * <p>Source: spec quorum-protocol section 11, consensus SPI H4.
 */
public final class ZabFeed extends LearnerFeed {

    private final Rules.SyncChoice syncChoice;

    ZabFeed(Server server, History history, Rules.SyncChoice syncChoice, Seat seat) {
        super(server, history, new ZabLearnerWords(), seat);
        this.syncChoice = syncChoice;
    }

    @Override
    protected void choose() {
        if (server().divergence().forbidsDifference(positionEpoch())) {
            copy();
            return;
        }
        Rules.SyncChoice.Choice choice =
                syncChoice.atOnce(
                        position(), history().decided(), history().epoch(), history().active());
        switch (choice.way()) {
            case READ -> look(position());
            case SNAP -> copy();
            case DIFF, TRUNC -> follow(choice);
        }
    }

    @Override
    protected void choose(ConsensusEvent.LogRead chunk) {
        Rules.SyncChoice.Choice choice =
                chunk.status() == ConsensusEvent.LogStatus.GONE
                        ? Rules.SyncChoice.SNAP
                        : syncChoice.byLog(position(), chunk.entries());
        if (choice.way() == Rules.SyncChoice.Way.SNAP) {
            endLook();
            copy();
        } else {
            follow(choice);
        }
    }

    private void follow(Rules.SyncChoice.Choice choice) {
        if (choice.way() == Rules.SyncChoice.Way.TRUNC) {
            follow(
                    choice.from(),
                    new ZabMessage.Trunc(choice.from()),
                    "a cut at " + Zxid.text(choice.from()));
        } else {
            follow(choice.from(), new ZabMessage.Diff(history().decided()), "the difference");
        }
    }
}
