package io.quorate.shell.client;

import javax.net.SocketFactory;

/**
 * How a session connects.
 *
 * @param timeoutMillis session timeout to ask for
 * @param readOnly whether a server without quorum will do
 * @param maxReplyBytes longest frame taken from a server
 * @param sockets makes plain or TLS sockets
 */
public record SessionSettings(
        int timeoutMillis, boolean readOnly, int maxReplyBytes, SocketFactory sockets) {

    public static final int DEFAULT_TIMEOUT_MILLIS = 30_000;

    /** Larger than the reference's 1 MiB: a shell may list a parent with a million children. */
    public static final int DEFAULT_MAX_REPLY_BYTES = 64 << 20;

    /** Settings without TLS. */
    public static SessionSettings plain(int timeoutMillis, boolean readOnly) {
        return new SessionSettings(
                timeoutMillis, readOnly, DEFAULT_MAX_REPLY_BYTES, SocketFactory.getDefault());
    }
}
