package io.quorate.replica.membership;

import io.quorate.consensus.ConsensusAction;
import io.quorate.model.Membership;
import io.quorate.storage.StorageException;
import org.jspecify.annotations.Nullable;

/** Where the configuration of the ensemble survives. */
public interface MembershipStore {

    /** In force when the server started. */
    Membership committed();

    /** Under way when the server stopped; null if none was. */
    @Nullable Membership proposed();

    /** Log worker: durable on return; everything handed to the log before is durable already. */
    void write(ConsensusAction.Stage stage, Membership membership) throws StorageException;

    /** Configurations that never change, so nothing is ever written. */
    static MembershipStore fixed(Membership membership) {
        return new MembershipStore() {
            @Override
            public Membership committed() {
                return membership;
            }

            @Override
            public @Nullable Membership proposed() {
                return null;
            }

            @Override
            public void write(ConsensusAction.Stage stage, Membership changed)
                    throws StorageException {
                throw new StorageException(
                        StorageException.Kind.WRONG_OWNER,
                        "the configuration was changed, which reconfigEnabled does not allow");
            }
        };
    }
}
