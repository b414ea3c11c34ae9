package io.quorate.replica.membership;

import io.quorate.consensus.ConsensusAction;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.storage.MetadataStore;
import io.quorate.storage.StorageException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The hard state, for servers whose files of the configuration are not there or cannot be written.
 * What is stored wins over what was configured if it is newer.
 */
public record MembershipInMetadata(
        Membership committed, @Nullable Membership proposed, MetadataStore metadata)
        implements MembershipStore {

    private static final String COMMITTED = "membershipCommitted";
    private static final String PROPOSED = "membershipProposed";

    public static MembershipInMetadata read(MetadataStore metadata, Membership configured)
            throws StorageException {
        Membership stored = read(metadata, COMMITTED);
        Membership committed =
                stored != null && stored.version() > configured.version() ? stored : configured;
        Membership later = read(metadata, PROPOSED);
        return new MembershipInMetadata(
                committed,
                later != null && later.version() > committed.version() ? later : null,
                metadata);
    }

    private static @Nullable Membership read(MetadataStore metadata, String key)
            throws StorageException {
        byte[] text = metadata.get(key);
        return text == null || text.length == 0
                ? null
                : MembershipText.parse(new String(text, StandardCharsets.UTF_8));
    }

    @Override
    public void write(ConsensusAction.Stage stage, Membership membership) throws StorageException {
        metadata.put(
                stage == ConsensusAction.Stage.PROPOSED ? PROPOSED : COMMITTED,
                MembershipText.format(membership).getBytes(StandardCharsets.UTF_8));
    }
}
