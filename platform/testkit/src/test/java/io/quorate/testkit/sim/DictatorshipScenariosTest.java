package io.quorate.testkit.sim;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.peer.PeerMessage;
import io.quorate.testkit.sim.Dictatorship.Word;
import java.util.Set;

/** The commands of scripts, with a replication that knows no epochs and no election. */
class DictatorshipScenariosTest extends ScenarioContract {

    @Override
    protected ConsensusFactory consensus(Set<String> features) {
        return new Dictatorship(false);
    }

    /** What moves transactions is shown. */
    @Override
    protected String text(PeerMessage message) {
        Word word = (Word) message;
        return switch (word.kind()) {
            case Word.HELLO -> "hello, I have " + word.number();
            case Word.ENTRY -> "entry " + word.number();
            case Word.CHUNK -> "a piece of the tree";
            case Word.SYNC -> "sync";
            case Word.SYNCED -> "synced";
            default -> null;
        };
    }
}
