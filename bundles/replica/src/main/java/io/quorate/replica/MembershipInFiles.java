package io.quorate.replica;

import io.quorate.config.MembershipFiles;
import io.quorate.consensus.ConsensusAction;
import io.quorate.model.Membership;
import io.quorate.storage.StorageException;
import java.io.IOException;

/**
 * The dynamic configuration files, as ZooKeeper keeps them; what they said was read at the start.
 */
record MembershipInFiles(Membership committed, Membership proposed, MembershipFiles files)
        implements MembershipStore {

    @Override
    public void write(ConsensusAction.Stage stage, Membership membership) throws StorageException {
        try {
            switch (stage) {
                case PROPOSED -> files.propose(membership);
                case COMMITTED -> files.commit(membership);
            }
        } catch (IOException failure) {
            throw new StorageException(
                    StorageException.Kind.IO,
                    "the configuration of the ensemble cannot be stored",
                    null,
                    -1,
                    failure);
        }
    }
}
