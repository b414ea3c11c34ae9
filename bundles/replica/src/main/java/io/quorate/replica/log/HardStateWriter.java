package io.quorate.replica.log;

import io.quorate.consensus.HardState;
import io.quorate.storage.MetadataStore;
import io.quorate.storage.StorageException;
import org.jspecify.annotations.Nullable;

/** Writes the hard state of one protocol, as far as it differs from what is stored. Log worker. */
final class HardStateWriter {

    private final MetadataStore metadata;
    private final String owner;
    private @Nullable HardState stored;

    HardStateWriter(MetadataStore metadata, String owner) {
        this.metadata = metadata;
        this.owner = owner;
    }

    void write(HardState wanted) throws StorageException {
        HardStateInMetadata.write(metadata, owner, stored, wanted);
        stored = wanted;
    }

    /** Something else has written another one. */
    void forget() {
        stored = null;
    }
}
