package io.quorate.election.basic;

import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionFactory;
import io.quorate.election.kit.VoteOrder;
import io.quorate.model.Vote;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import io.quorate.testkit.election.RandomElectionsContract;
import java.util.List;
import java.util.function.BiPredicate;

class RandomElectionsTest extends RandomElectionsContract {

    @Override
    protected ElectionFactory factory(BiPredicate<Vote, Vote> better) {
        VoteOrder order =
                better == null
                        ? VoteOrder.EPOCH_ZXID_ID
                        : (candidate, than, voters) -> better.test(candidate, than);
        BasicElectionFactory basic = new BasicElectionFactory();
        return new ElectionFactory() {
            @Override
            public List<Port> ports(EnsembleSettings settings) {
                return basic.ports(settings);
            }

            @Override
            public ElectionCore create(EnsembleSettings settings) {
                return basic.create(settings, order);
            }
        };
    }
}
