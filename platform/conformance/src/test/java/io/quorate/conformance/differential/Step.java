package io.quorate.conformance.differential;

import java.util.List;

/**
 * One step of a sequence. Sessions are numbered; a session number survives loss and renewal of its
 * connection.
 */
sealed interface Step {
    int session();

    /** Opens a new session. */
    record Open(int session) implements Step {}

    /** Sends requests in one burst and waits for all replies. */
    record Send(int session, List<Call> calls) implements Step {}

    /** Closes the session in order. */
    record Close(int session) implements Step {}

    /** Cuts the connection; the session lives on. */
    record Drop(int session) implements Step {}

    /** Connects again with the id of the session, also while the old connection is still open. */
    record Renew(int session, Credentials credentials) implements Step {}

    /** Sends bytes that are no request. */
    record Garbage(int session, String text, byte[] bytes) implements Step {}

    /** What is presented on renewal. */
    enum Credentials {
        RIGHT,
        WRONG_PASSWORD,
        SHORT_PASSWORD,
        UNKNOWN_SESSION,
        FUTURE_ZXID
    }
}
