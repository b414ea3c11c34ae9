package io.quorate.service;

import io.quorate.model.Outcome;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A client's connection as the replica sees it; implemented by gates. All methods on the replica's
 * loop. Output leaves in call order; it is encoded in the call, so that arguments may be reused,
 * and written to the socket at the end of the loop's turn.
 */
@ConsumerType
public interface ClientConnection {

    /** Address of the client. */
    InetSocketAddress remote();

    /**
     * Verified certificates of the client, its own first; empty without TLS or without client
     * certificate. Immutable.
     */
    default List<X509Certificate> certificates() {
        return List.of();
    }

    /**
     * The replica waits for something about this connection: the gate hands in nothing more of it
     * until {@link #resumeInput}, and reads its socket as far as it has room. Asked twice, it is
     * once.
     */
    default void pauseInput() {}

    /** What has come meanwhile is handed in, in order, in a later turn of the loop. */
    default void resumeInput() {}

    /** The session stands: answers the connect request; from now on requests are read. */
    void established(long sessionId, int timeoutMillis, byte[] password, boolean readOnly);

    /** The session is unknown, expired or not the client's: answers so and closes. */
    void rejected(boolean readOnly);

    /**
     * Answers a request.
     *
     * @param op operation code of the request
     * @param zxid for the reply header
     * @param outcome {@link Outcome.Refused} becomes an error reply without body (SASL: with a null
     *     token)
     */
    void reply(int xid, int op, long zxid, Outcome outcome);

    /**
     * False while so much waits for the client that nothing more should be produced for it: what it
     * has asked waits until {@link RequestHandler#writable} follows. Replies to what has happened
     * already are taken all the same.
     */
    default boolean isWritable() {
        return true;
    }

    /** Sends a watch notification. */
    void event(NodeEvent event);

    /**
     * Closes the socket after what was handed over before has left; {@link RequestHandler#closed}
     * does not follow.
     */
    void close();

    /** What the replica keeps of this connection; null at first. */
    @Nullable Object attachment();

    /** Sets {@link #attachment()}. */
    void attach(Object value);
}
