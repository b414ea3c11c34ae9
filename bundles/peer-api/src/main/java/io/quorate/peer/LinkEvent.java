package io.quorate.peer;

import org.jspecify.annotations.Nullable;

/**
 * What happens to links. Delivered on the replica loop, for one link in the order written here:
 * {@code LinkUp}, then {@code Received} and {@code LinkPressure} in any number, then {@code
 * LinkDown}. Only links of ports the core declared reach it.
 *
 * <p>A new kind of event is a major change of this package (consensus SPI M8). Source: consensus
 * SPI section 1.1.
 */
public sealed interface LinkEvent {

    /** Why a link ended. */
    enum DownReason {
        /** The peer closed it. */
        CLOSED,
        /** The connection broke. */
        RESET,
        /** The codec refused what the peer sent, or the peer sent too much of it. */
        PROTOCOL,
        /** More was waiting to be sent than the hard mark allows. */
        OVERFLOW,
        /** This side closed it. */
        LOCAL
    }

    /** Why an attempt to connect did not end in a link. */
    enum DialReason {
        /** No address for the name. */
        UNKNOWN_HOST,
        /** Nobody listens there, or it cannot be reached. */
        REFUSED,
        /** Not done within the time given. */
        TIMED_OUT,
        /** TLS or SASL refused. */
        SECURITY
    }

    /**
     * A link is there: TLS, preamble and SASL are done. First event of a link.
     *
     * @param link its name from now on
     * @param port name of the port it belongs to
     * @param dial the attempt it came from; null if the other side dialled
     * @param preamble the dialler's first message; null if this side dialled or the port has no
     *     preamble
     * @param remote address of the other end as the socket gives it
     * @param principal authenticated name of the other side; null without authentication
     */
    record LinkUp(
            LinkId link,
            String port,
            @Nullable DialId dial,
            @Nullable PeerMessage preamble,
            Endpoint remote,
            @Nullable String principal)
            implements LinkEvent {}

    /** The link is gone. Exactly once, after everything received on it. */
    record LinkDown(LinkId link, DownReason reason) implements LinkEvent {}

    /** A Dial failed, at most its {@code timeoutMillis} after it. Instead of LinkUp. */
    record DialFailed(DialId dial, DialReason reason) implements LinkEvent {}

    /**
     * A port cannot be bound, or cannot stay bound, after the configured retries.
     *
     * @param port name of the port
     * @param reason one sentence for the log
     */
    record ListenFailed(String port, String reason) implements LinkEvent {}

    /** A message came, decoded and bounded; in the order sent on this link. */
    record Received(LinkId link, PeerMessage message) implements LinkEvent {}

    /**
     * The bytes waiting to be sent passed the high mark ({@code blocked}) or fell below the low
     * mark. A link starts unblocked.
     *
     * @param blocked true: send nothing that can wait
     */
    record LinkPressure(LinkId link, boolean blocked) implements LinkEvent {}
}
