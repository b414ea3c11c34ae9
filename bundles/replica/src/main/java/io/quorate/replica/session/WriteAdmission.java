package io.quorate.replica.session;

import io.quorate.model.ErrorCode;
import io.quorate.model.Outcome;
import io.quorate.replica.client.CallLanes;
import io.quorate.replica.client.ClientConnectionState;
import io.quorate.replica.client.EagerCheck;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.host.RequestFaults;
import org.jspecify.annotations.Nullable;

/** Why a write is not even handed to the leader. Loop thread only. */
public final class WriteAdmission {

    /** What is answered, under which zxid. */
    public record Refusal(Outcome outcome, long zxid) {}

    private final EagerCheck eager;
    private final LocalSessionTracker locals;
    private final Serving serving;
    private final RequestFaults faults;

    public WriteAdmission(
            EagerCheck eager, LocalSessionTracker locals, Serving serving, RequestFaults faults) {
        this.eager = eager;
        this.locals = locals;
        this.serving = serving;
        this.faults = faults;
    }

    /** Null if it may go its way. */
    public @Nullable Refusal refusal(ClientConnectionState client, int op, byte[] body) {
        try {
            // What the tree holds half is no reason to refuse anything; the leader judges.
            int error = serving.before() == null ? eager.error(client, op, body) : ErrorCode.OK;
            if (error != ErrorCode.OK) {
                return new Refusal(new Outcome.Refused(error), 0);
            }
            Outcome refused = client.local ? locals.before(client, op, body) : null;
            return refused == null ? null : new Refusal(refused, CallLanes.AT_ITS_TURN);
        } catch (RuntimeException failure) {
            faults.refused(op, client.sessionId, failure);
            return new Refusal(
                    new Outcome.Refused(ErrorCode.MARSHALLING_ERROR), CallLanes.AT_ITS_TURN);
        }
    }
}
