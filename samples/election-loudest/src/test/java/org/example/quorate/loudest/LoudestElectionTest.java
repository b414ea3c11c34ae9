package org.example.quorate.loudest;

import io.quorate.election.ElectionFactory;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.Port;
import io.quorate.testkit.ElectionCoreContract;
import io.quorate.testkit.PeerCodecContract;
import java.util.List;
import org.junit.jupiter.api.Nested;

class LoudestElectionTest {

    @Nested
    class Core extends ElectionCoreContract {
        @Override
        protected ElectionFactory factory() {
            return new LoudestElection();
        }
    }

    @Nested
    class Codec extends PeerCodecContract {
        @Override
        protected Port port() {
            return LoudestElection.port();
        }

        @Override
        protected List<PeerMessage> fromDialler() {
            return List.of(
                    new LoudestElection.Word(new ServerId(1), Role.LOOKING, Vote.NEUTRAL),
                    new LoudestElection.Word(
                            new ServerId(2), Role.LEADING, new Vote(new ServerId(2), 7, 1)));
        }

        @Override
        protected List<PeerMessage> fromAcceptor() {
            return List.of(
                    new LoudestElection.Word(
                            new ServerId(3), Role.FOLLOWING, new Vote(new ServerId(2), 7, 1)));
        }
    }
}
