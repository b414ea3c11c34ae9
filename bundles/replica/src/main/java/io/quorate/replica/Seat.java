package io.quorate.replica;

import io.quorate.auth.AuthConnection;
import io.quorate.model.Identity;
import io.quorate.service.ClientConnection;
import io.quorate.sessions.Lane;
import io.quorate.sessions.Session;
import io.quorate.watches.Watcher;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What the replica keeps of a client connection: session, identities, unanswered requests. Loop
 * thread only.
 */
final class Seat extends Watcher implements AuthConnection {

    final ClientConnection connection;

    /** Unanswered requests in order. */
    final Lane<Pending> lane = new Lane<>();

    /** Those of them that wait for a commit, in order. */
    final ArrayDeque<Pending> writes = new ArrayDeque<>(2);

    /** Immutable; replaced when an auth packet succeeds. */
    List<Identity> identities;

    /** 0 until the connect request named or was given a session. */
    long sessionId;

    int timeoutMillis;

    /** Null until the session stands. */
    Session session;

    boolean closed;

    /** Last exchange of touches for which this connection has been noted. */
    int touchedIn;

    Seat(ClientConnection connection) {
        this.connection = connection;
        this.identities =
                List.of(new Identity("ip", connection.remote().getAddress().getHostAddress()));
    }

    /** Adds identities that are not there yet. */
    void add(List<Identity> more) {
        List<Identity> all = new ArrayList<>(identities);
        for (Identity identity : more) {
            if (!all.contains(identity)) {
                all.add(identity);
            }
        }
        identities = List.copyOf(all);
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return connection.remote();
    }
}
