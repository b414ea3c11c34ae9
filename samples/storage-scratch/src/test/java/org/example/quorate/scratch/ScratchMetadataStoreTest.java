package org.example.quorate.scratch;

import io.quorate.storage.MetadataStore;
import io.quorate.storage.StorageHost;
import io.quorate.testkit.MetadataStoreContract;

class ScratchMetadataStoreTest extends MetadataStoreContract {

    @Override
    protected boolean durable() {
        return false;
    }

    @Override
    protected Opened open(StorageHost host) {
        ScratchMetadataStore state = new ScratchMetadataStore();
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
