package org.example.quorate.scratch;

import io.quorate.storage.HardState;
import io.quorate.storage.StorageHost;
import io.quorate.testkit.HardStateContract;

class ScratchHardStateTest extends HardStateContract {

    @Override
    protected boolean durable() {
        return false;
    }

    @Override
    protected Opened open(StorageHost host) {
        ScratchHardState state = new ScratchHardState();
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
