package io.quorate.election.fast;

import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionFactory;
import io.quorate.election.kit.VoteOrder;
import io.quorate.model.Vote;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import io.quorate.testkit.election.RandomElectionsContract;
import java.util.List;
import java.util.function.BiPredicate;

/** Within a round a server votes once. */
class RandomElectionsTest extends RandomElectionsContract {

    @Override
    protected ElectionFactory factory(BiPredicate<Vote, Vote> better) {
        VoteOrder order =
                better == null
                        ? VoteOrder.EPOCH_ZXID_ID
                        : (candidate, than, voters) -> better.test(candidate, than);
        return new ElectionFactory() {
            @Override
            public List<Port> ports(EnsembleSettings settings) {
                return new FastElectionFactory().ports(settings);
            }

            @Override
            public ElectionCore create(EnsembleSettings settings) {
                return new FastElectionCore(
                        FastSettings.of(settings, FastTimeouts.DEFAULTS),
                        order,
                        VoteMatch.STANDARD);
            }
        };
    }

    @Override
    protected long round(ElectionCore core) {
        return ((FastElectionCore) core).roundNumber();
    }
}
