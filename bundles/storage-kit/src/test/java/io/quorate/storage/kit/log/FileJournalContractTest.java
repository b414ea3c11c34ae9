package io.quorate.storage.kit.log;

import io.quorate.storage.Journal;
import io.quorate.storage.StorageHost;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.testkit.DurableJournalContract;
import java.nio.file.Path;

class FileJournalContractTest extends DurableJournalContract {

    @Override
    protected Opened open(StorageHost host) throws Exception {
        Path directory = Path.of("/data/version-2");
        host.disk().createDirectories(directory);
        FileJournal journal = FileJournal.open(directory, host, new FatalErrorLatch(), 0);
        return new Opened() {
            @Override
            public Journal journal() {
                return journal;
            }

            @Override
            public void close() {
                journal.close();
            }
        };
    }
}
