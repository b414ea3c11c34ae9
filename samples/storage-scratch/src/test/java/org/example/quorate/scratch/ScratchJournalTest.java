package org.example.quorate.scratch;

import io.quorate.storage.Journal;
import io.quorate.storage.StorageHost;
import io.quorate.testkit.JournalContract;

class ScratchJournalTest extends JournalContract {

    @Override
    protected Opened open(StorageHost host) {
        ScratchJournal journal = new ScratchJournal();
        return new Opened() {
            @Override
            public Journal journal() {
                return journal;
            }

            @Override
            public void close() {}
        };
    }
}
