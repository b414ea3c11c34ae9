package io.quorate.gate.peer;

import java.util.List;

/**
 * Settings of the peer gate. Immutable.
 *
 * @param send bounds of what waits on a link
 * @param links how many there may be
 * @param bind how ports are opened
 * @param addresses {@code quorate.peers.addresses}: addresses, networks and {@code members}, from
 *     which alone connections are accepted; none: from everywhere
 * @param strangerLogPauseMillis how long the log is silent about further connections that are
 *     turned away
 * @param tcpKeepAlive {@code tcpKeepAlive}
 * @param tls {@code sslQuorum}: TLS is demanded on ports that have the ensemble's security
 * @param sasl {@code quorum.auth.enableSasl}: SASL is demanded there
 */
public record PeerGateSettings(
        SendBounds send,
        LinkLimits links,
        BindSettings bind,
        List<String> addresses,
        int strangerLogPauseMillis,
        boolean tcpKeepAlive,
        boolean tls,
        boolean sasl) {

    /** Without any key. */
    public static final PeerGateSettings DEFAULT =
            new PeerGateSettings(
                    new SendBounds(1 << 20, 256 << 10, 128 << 20),
                    new LinkLimits(1024, 64, 16),
                    new BindSettings(1024, 3, 1000),
                    List.of(),
                    10_000,
                    false,
                    false,
                    false);

    /**
     * Bytes that wait on a link.
     *
     * @param highBytes above which its sender has to stop
     * @param lowBytes below which its sender may go on
     * @param hardBytes above which it goes down; a single message may exceed it
     */
    public record SendBounds(int highBytes, int lowBytes, int hardBytes) {}

    /**
     * Links there may be.
     *
     * @param inAllMax half-open ones included
     * @param halfOpenMax accepted connections of one port that have not said anything yet
     * @param halfOpenPerAddressMax of them from one address
     */
    public record LinkLimits(int inAllMax, int halfOpenMax, int halfOpenPerAddressMax) {}

    /**
     * How ports are opened.
     *
     * @param backlog connections the system may hold before they are accepted
     * @param attempts {@code electionPortBindRetry}; 0: for ever
     * @param pauseMillis between two of them
     */
    public record BindSettings(int backlog, int attempts, int pauseMillis) {}
}
