package io.quorate.replica.client;

import io.quorate.consensus.LeaderCall;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.driver.WriteThrottle;

/**
 * Writes of clients of this server on their way to the leader. Where this server leads they are
 * held back where they are prepared, together with those of other servers. Loop thread only.
 */
public final class ClientWrites implements CallLanes.Submitter {

    private final Serving serving;
    private final WriteThrottle throttle;
    private final CoreDriver driver;
    private final ClientConnectionRegistry connections;

    public ClientWrites(
            Serving serving,
            WriteThrottle throttle,
            CoreDriver driver,
            ClientConnectionRegistry connections) {
        this.serving = serving;
        this.throttle = throttle;
        this.driver = driver;
        this.connections = connections;
    }

    @Override
    public void submit(ClientConnectionState client, LeaderCall.Submit write) {
        if (serving.isLeading() || throttle.takes(write.body().length)) {
            driver.call(write);
            return;
        }
        throttle.add(
                client.sessionId,
                write.body().length,
                () -> {
                    if (!client.closed) {
                        driver.call(write);
                    }
                },
                () -> connections.giveUp(client));
    }
}
