package io.quorate.replica.log;

import io.quorate.consensus.LogEntry;
import io.quorate.runtime.LogText;
import io.quorate.storage.Install;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tree and the log entries behind it, received from a leader and not yet in force. */
final class Staging {

    private static final Logger LOG = LoggerFactory.getLogger(Staging.class);

    private final TreeStore tree;
    private final List<LogEntry> entries = new ArrayList<>();
    private long entryBytes;
    private long waitingBytes;
    private volatile boolean refused;
    private @Nullable Install install;

    Staging(TreeStore tree) {
        this.tree = tree;
    }

    /** Background: takes the next bytes of the tree; false if they were refused, now or before. */
    public boolean take(byte[] bytes, boolean last) {
        if (refused) {
            return false;
        }
        try {
            if (install == null) {
                install = tree.beginInstall();
            }
            install.body(bytes, last);
        } catch (StorageException failure) {
            LOG.error(
                    "The snapshot of the leader is refused: {}", LogText.of(failure.getMessage()));
            abandon();
        }
        return !refused;
    }

    /** Background: gives up. */
    public void abandon() {
        refused = true;
        if (install != null) {
            install.close();
        }
    }

    /** Loop: an entry behind the tree; returns the bytes of all. */
    public long add(LogEntry entry) {
        entries.add(entry);
        entryBytes += entry.txn().length;
        return entryBytes;
    }

    /** Loop: bytes handed to the background and not yet taken, changed by {@code more}. */
    public long waiting(long more) {
        waitingBytes += more;
        return waitingBytes;
    }

    public List<LogEntry> entries() {
        return entries;
    }

    /** Log worker, once complete. */
    @SuppressWarnings("NullAway") // complete: there is one
    Install install() {
        return install;
    }
}
