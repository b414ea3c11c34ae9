package io.quorate.storage.memory;

import io.quorate.storage.HardState;
import io.quorate.storage.StorageHost;
import io.quorate.testkit.HardStateContract;

class MemoryHardStateTest extends HardStateContract {

    @Override
    protected boolean durable() {
        return false;
    }

    @Override
    protected Opened open(StorageHost host) {
        MemoryHardState state = new MemoryHardState();
        return new Opened() {
            @Override
            public HardState hardState() {
                return state;
            }

            @Override
            public void close() {}
        };
    }
}
