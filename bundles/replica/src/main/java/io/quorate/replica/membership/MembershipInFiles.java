package io.quorate.replica.membership;

import io.quorate.config.MembershipFiles;
import io.quorate.consensus.ConsensusAction;
import io.quorate.model.Membership;
import io.quorate.runtime.disk.IoReason;
import io.quorate.storage.MetadataStore;
import io.quorate.storage.StorageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dynamic configuration files, as ZooKeeper keeps them; what they said was read at the start.
 * They lie where people work: what cannot be written there stands in the hard state, which wins
 * while it is newer, so that a folder that was moved does not end all servers of an ensemble at
 * once.
 */
public record MembershipInFiles(
        Membership committed,
        @Nullable Membership proposed,
        MembershipFiles files,
        MembershipStore kept)
        implements MembershipStore {

    private static final Logger LOG = LoggerFactory.getLogger(MembershipInFiles.class);

    /**
     * Reads what is newest, beside the configuration file or in the hard state.
     *
     * @param committed what the files say is in force
     * @param proposed what they say is under way, or null
     */
    public static MembershipInFiles read(
            MembershipFiles files,
            Membership committed,
            @Nullable Membership proposed,
            MetadataStore metadata)
            throws StorageException {
        MembershipStore kept = MembershipInMetadata.read(metadata, committed);
        Membership newest = kept.committed();
        if (newest != committed) {
            LOG.warn(
                    "The membership of version {} is in force, which dataDir has; the files of the configuration have version {} only",
                    Long.toHexString(newest.version()),
                    Long.toHexString(committed.version()));
        }
        return new MembershipInFiles(
                newest, underWay(newest, proposed, kept.proposed()), files, kept);
    }

    /** The later of two proposed ones, either of which may be null; null if it is in force. */
    private static @Nullable Membership underWay(
            Membership committed, @Nullable Membership one, @Nullable Membership other) {
        Membership last =
                one == null || other != null && other.version() > one.version() ? other : one;
        return last != null && last.version() > committed.version() ? last : null;
    }

    @Override
    public void write(ConsensusAction.Stage stage, Membership membership) throws StorageException {
        try {
            switch (stage) {
                case PROPOSED -> files.propose(membership);
                case COMMITTED -> files.commit(membership);
            }
        } catch (IOException failure) {
            kept.write(stage, membership);
            LOG.error(
                    "The membership of version {} cannot be written to the files of the configuration: {}; it is kept in dataDir",
                    Long.toHexString(membership.version()),
                    IoReason.of(failure));
        }
    }
}
