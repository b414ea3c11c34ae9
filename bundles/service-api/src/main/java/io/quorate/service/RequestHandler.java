package io.quorate.service;

import io.quorate.model.Request;
import io.quorate.model.ServerId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the gates ask of the replica. Every method is called on the replica's loop ({@link
 * io.quorate.runtime.Loop}); the gate moves over from its own threads if it has others. Requests of
 * one connection are handed in in the order they arrived.
 *
 * <p>Every offer is answered on the connection by exactly one {@link ClientConnection#reply}, in
 * order (except {@link #authenticate}, whose reply may overtake), or by closing the connection.
 */
@ProviderType
public interface RequestHandler {

    /**
     * A client asks for a new session or for an old one. Answered by {@link
     * ClientConnection#established}, {@link ClientConnection#rejected} or {@link
     * ClientConnection#close}. The gate hands in nothing else of this connection before.
     *
     * @param sessionId 0 for a new session
     * @param password as sent; may be null
     * @param readOnly the client accepts a read-only server
     */
    void connect(
            ClientConnection connection,
            long lastZxidSeen,
            int timeoutMillis,
            long sessionId,
            byte @Nullable [] password,
            boolean readOnly);

    /** A read or sync. */
    void read(ClientConnection connection, int xid, Request request);

    /**
     * A request that becomes a transaction.
     *
     * @param op operation code, one of {@link io.quorate.model.OpCode#isWrite}
     * @param body undecoded request record, given away by the caller
     */
    void write(ClientConnection connection, int xid, int op, byte[] body);

    /** A read whose body could not be decoded: answered in its turn with MARSHALLING_ERROR. */
    void malformed(ClientConnection connection, int xid, int op);

    /**
     * A request that waited too long for admission: answered in its turn with THROTTLED_OP, not
     * executed.
     */
    void throttled(ClientConnection connection, int xid, int op);

    /**
     * An auth or SASL packet; answered as soon as its scheme has judged it, until when the replica
     * {@linkplain ClientConnection#pauseInput pauses} the connection. On failure the reply is an
     * error and the connection is closed.
     */
    void authenticate(ClientConnection connection, int xid, Request request);

    /**
     * The socket is gone. Called once for each connection that was handed to {@link #connect},
     * unless the replica closed it itself.
     */
    void closed(ClientConnection connection);

    /**
     * A connection that said it was not {@link ClientConnection#isWritable writable} is so again:
     * what waited for that goes on.
     */
    default void writable(ClientConnection connection) {}

    /** Requests offered and not yet answered, all connections. */
    int outstanding();

    /**
     * False while clients are not served (no leader, closing down): new connections are closed
     * without an answer.
     */
    boolean serving();

    /**
     * Whether a connect request may be handed in: clients are served, or were a moment ago, so that
     * it is worth waiting for the next leader.
     */
    default boolean welcomes() {
        return serving();
    }

    /**
     * Asks this server, if it leads, to let another one lead.
     *
     * @param successor null = any voter that is in step
     * @param ended called once, on the loop, now or within seconds, with one sentence on how it
     *     ended
     */
    default void handOver(@Nullable ServerId successor, Consumer<String> ended) {
        ended.accept("This server is alone.");
    }

    /** How the replica stands. */
    ReplicaReport report();

    /** For the commands that list sessions and watches. */
    Inspection inspection();
}
