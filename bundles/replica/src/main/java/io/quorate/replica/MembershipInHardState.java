package io.quorate.replica;

import io.quorate.consensus.ConsensusAction;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.storage.HardState;
import io.quorate.storage.StorageException;
import java.nio.charset.StandardCharsets;

/**
 * The hard state, for servers whose files of the configuration are not there or cannot be written.
 * What is stored wins over what was configured if it is newer.
 */
record MembershipInHardState(Membership committed, Membership proposed, HardState hardState)
        implements MembershipStore {

    private static final String COMMITTED = "membershipCommitted";
    private static final String PROPOSED = "membershipProposed";

    static MembershipInHardState read(HardState hardState, Membership configured)
            throws StorageException {
        Membership stored = read(hardState, COMMITTED);
        Membership committed =
                stored != null && stored.version() > configured.version() ? stored : configured;
        Membership later = read(hardState, PROPOSED);
        return new MembershipInHardState(
                committed,
                later != null && later.version() > committed.version() ? later : null,
                hardState);
    }

    private static Membership read(HardState hardState, String key) throws StorageException {
        byte[] text = hardState.get(key);
        return text == null || text.length == 0
                ? null
                : MembershipText.parse(new String(text, StandardCharsets.UTF_8));
    }

    @Override
    public void write(ConsensusAction.Stage stage, Membership membership) throws StorageException {
        hardState.put(
                stage == ConsensusAction.Stage.PROPOSED ? PROPOSED : COMMITTED,
                MembershipText.format(membership).getBytes(StandardCharsets.UTF_8));
    }
}
