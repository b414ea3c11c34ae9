package io.quorate.shell.client;

import io.quorate.model.ErrorCode;

/** Where a session stands; the names are those of zkCli's prompt. */
public enum Status {
    CONNECTING(ErrorCode.CONNECTION_LOSS),
    CONNECTED(ErrorCode.CONNECTION_LOSS),
    CONNECTEDREADONLY(ErrorCode.CONNECTION_LOSS),
    CLOSED(ErrorCode.SESSION_EXPIRED),
    AUTH_FAILED(ErrorCode.AUTH_FAILED);

    private final int refusal;

    Status(int refusal) {
        this.refusal = refusal;
    }

    /** The error of a call that cannot be made in this state. */
    int refusal() {
        return refusal;
    }

    public boolean isConnected() {
        return this == CONNECTED || this == CONNECTEDREADONLY;
    }

    /** False once the session has ended for good. */
    public boolean isAlive() {
        return this != CLOSED && this != AUTH_FAILED;
    }
}
