package io.quorate.storage.kit.log;

import io.quorate.storage.Journal;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.testkit.DurableJournalContract;
import java.nio.file.Path;

class FileJournalContractTest extends DurableJournalContract {

    static final JournalSettings SMALL_FILES = new JournalSettings(4096, true, 1000, -1);

    @Override
    protected Opened open(StorageHost host) throws Exception {
        Path directory = Path.of("/data/version-2");
        host.disk().createDirectories(directory);
        FileJournal journal =
                FileJournal.open(directory, host, SMALL_FILES, new FatalErrorLatch(), 0);
        return new Opened() {
            @Override
            public Journal journal() {
                return journal;
            }

            @Override
            public void roll() throws StorageException {
                journal.roll();
            }

            @Override
            public void close() {
                journal.close();
            }
        };
    }
}
