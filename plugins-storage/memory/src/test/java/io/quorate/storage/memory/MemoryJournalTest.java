package io.quorate.storage.memory;

import io.quorate.storage.Journal;
import io.quorate.storage.StorageHost;
import io.quorate.testkit.JournalContract;

class MemoryJournalTest extends JournalContract {

    @Override
    protected Opened open(StorageHost host) {
        MemoryJournal journal = new MemoryJournal();
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
