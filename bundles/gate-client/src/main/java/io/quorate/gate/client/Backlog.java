package io.quorate.gate.client;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes that wait for clients to read them, counted over all connections, and which connection has
 * to go when they are too many. Replica's loop only.
 *
 * <p>A connection that does not read is not asked for more work above {@link #PRESSING_BYTES}; what
 * comes without being asked for (events, replies to writes under way) costs it the connection above
 * a bound of its own. The server has a bound too, for a thousand connections that each stay below
 * theirs: then the one with the longest backlog goes, and its bytes at once.
 */
final class Backlog {

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    /** Unsent bytes of a connection above which its requests wait. */
    static final int PRESSING_BYTES = 1 << 20;

    /** Unsent bytes of a connection above which it is closed. */
    private static final int MOST_OF_ONE_BYTES = 64 << 20;

    /** Share of the heap that may wait for clients if nothing else is set. */
    private static final int HEAP_SHARE = 8;

    /** Share of that which one connection may have. */
    private static final int SHARE_OF_ONE = 4;

    private final Iterable<Connection> connections;
    private final long mostBytes;
    private final int mostOfOneBytes;
    private long bytes;

    /**
     * @param mostBytes of all connections; 0: an eighth of the heap
     * @param connections that have what is counted
     */
    Backlog(long mostBytes, Iterable<Connection> connections) {
        this.connections = connections;
        this.mostBytes = mostBytes > 0 ? mostBytes : Runtime.getRuntime().maxMemory() / HEAP_SHARE;
        this.mostOfOneBytes =
                (int) Math.min(MOST_OF_ONE_BYTES, Math.max(this.mostBytes / SHARE_OF_ONE, 1));
    }

    /** Most bytes that one connection may leave unread. */
    int mostOfOneBytes() {
        return mostOfOneBytes;
    }

    /** Bytes that wait, of all connections. */
    long bytes() {
        return bytes;
    }

    /** So many bytes more wait. */
    void added(int more) {
        bytes += more;
        if (bytes > mostBytes) {
            makeRoom();
        }
    }

    /** So many have left, or are dropped. */
    void removed(int fewer) {
        bytes -= fewer;
    }

    private void makeRoom() {
        while (bytes > mostBytes) {
            Connection longest = null;
            for (Connection connection : connections) {
                if (longest == null || connection.unsentBytes() > longest.unsentBytes()) {
                    longest = connection;
                }
            }
            if (longest == null || longest.unsentBytes() == 0) {
                return;
            }
            LOG.warn(
                    "Closing {}: {} bytes wait for clients in all, {} of them for it",
                    longest,
                    bytes,
                    longest.unsentBytes());
            longest.overrun();
        }
    }
}
