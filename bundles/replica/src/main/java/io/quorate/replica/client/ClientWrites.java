package io.quorate.replica.client;

import io.quorate.consensus.LeaderCall;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.WriteThrottle;

/**
 * Writes of clients of this server on their way to the leader, held back while the storage of this
 * server is in debt. One that waits when its connection goes was never asked. Loop thread only.
 * Source: docs/adr/0086.
 */
public final class ClientWrites implements CallLanes.Submitter {

    private final WriteThrottle throttle;
    private final CoreDriver driver;

    public ClientWrites(WriteThrottle throttle, CoreDriver driver) {
        this.throttle = throttle;
        this.driver = driver;
    }

    @Override
    public void submit(ClientConnectionState client, LeaderCall.Submit write) {
        if (throttle.takes(write.body().length)) {
            driver.call(write);
            return;
        }
        throttle.add(
                write.body().length,
                () -> {
                    if (!client.closed) {
                        driver.call(write);
                    }
                });
    }
}
