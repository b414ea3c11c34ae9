package io.quorate.storage.memory;

import io.quorate.storage.MetadataStore;
import io.quorate.storage.StorageHost;
import io.quorate.testkit.MetadataStoreContract;

class MemoryMetadataStoreTest extends MetadataStoreContract {

    @Override
    protected boolean durable() {
        return false;
    }

    @Override
    protected Opened open(StorageHost host) {
        MemoryMetadataStore state = new MemoryMetadataStore();
        return new Opened() {
            @Override
            public MetadataStore metadata() {
                return state;
            }

            @Override
            public void close() {}
        };
    }
}
