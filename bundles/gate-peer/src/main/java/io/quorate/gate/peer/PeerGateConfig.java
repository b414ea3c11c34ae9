package io.quorate.gate.peer;

/** Configuration of the peer gate (PID {@code io.quorate.gate.peer}). */
public @interface PeerGateConfig {

    /** Bytes waiting on a link above which its sender has to stop. */
    int sendHighBytes() default 1 << 20;

    /** Bytes waiting on a link below which its sender may go on. */
    int sendLowBytes() default 256 << 10;

    /** Bytes waiting on a link above which it goes down; a single message may exceed it. */
    int sendHardBytes() default 128 << 20;

    /** Most accepted connections of one port that have not said anything yet. */
    int halfOpenMax() default 64;

    /** Most of them from one address. */
    int halfOpenPerAddressMax() default 16;

    /**
     * {@code quorate.peers.addresses}: addresses, networks and {@code members}, from which alone
     * connections are accepted; none: from everywhere.
     */
    String[] peerAddresses() default {};

    /** How long the log is silent about further connections that are turned away. */
    int strangerLogPauseMillis() default 10_000;

    /** Most links in all, half-open ones included. */
    int linksMax() default 1024;

    /** Connections the system may hold before they are accepted. */
    int backlog() default 1024;

    /** {@code electionPortBindRetry}: attempts to bind a port; 0: for ever. */
    int bindAttempts() default 3;

    /** Time between two of them. */
    int bindPauseMillis() default 1000;

    /** {@code tcpKeepAlive}. */
    boolean tcpKeepAlive() default false;

    /** {@code sslQuorum}: TLS is demanded on ports that have the ensemble's security. */
    boolean tls() default false;

    /** {@code quorum.auth.enableSasl}: SASL is demanded there. */
    boolean sasl() default false;
}
