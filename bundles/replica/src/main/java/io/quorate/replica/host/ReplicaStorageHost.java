package io.quorate.replica.host;

import io.quorate.runtime.disk.Disk;
import io.quorate.storage.IoBudget;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.StorageSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a storage is given by a server; what it has to say goes into the log.
 *
 * @param disk where the files are
 * @param settings of the storage
 * @param budget of background writing
 * @param refetches whether others may have what this server has lost
 */
public record ReplicaStorageHost(
        Disk disk, StorageSettings settings, IoBudget budget, boolean refetches)
        implements StorageHost {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaStorageHost.class);

    @Override
    public void notice(StorageNotice what) {
        switch (what.kind()) {
            case SPACE_RETURNED, REMOVED_FILE -> LOG.info("Storage: {}", what.text());
            case CHECKPOINT_FAILED, LOW_SPACE -> LOG.error("Storage: {}", what.text());
            default -> LOG.warn("Storage: {}", what.text());
        }
    }
}
