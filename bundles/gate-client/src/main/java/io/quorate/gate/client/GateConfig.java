package io.quorate.gate.client;

/**
 * Configuration of the client gate (PID {@code io.quorate.gate.client}) as platform/config writes
 * it, with the reference's meaning and defaults. Source: spec semantics section 18, client-protocol
 * sections 1.1 and 13.
 */
public @interface GateConfig {

    /** {@code clientPortAddress}; empty: all interfaces. */
    String clientPortAddress() default "";

    /** {@code clientPort}; 0: any free port; -1: none. */
    int clientPort() default 2181;

    /** {@code secureClientPortAddress}; empty: all interfaces. */
    String secureClientPortAddress() default "";

    /** {@code secureClientPort}; 0: any free port; -1: none. */
    int secureClientPort() default -1;

    /** {@code client.portUnification}: whether the plain port takes TLS as well. */
    boolean portUnification() default false;

    /** {@code netty.server.outstandingHandshake.limit}; -1: no limit. */
    int tlsHandshakesMax() default -1;

    /** {@code ssl.keyStore.location}. */
    String tlsKeyStoreLocation() default "";

    /** {@code ssl.keyStore.password}; its name begins with a dot, so that no service shows it. */
    String _tlsKeyStorePassword() default "";

    /** {@code ssl.keyStore.passwordPath}. */
    String tlsKeyStorePasswordPath() default "";

    /** {@code ssl.keyStore.type}. */
    String tlsKeyStoreType() default "";

    /** {@code ssl.trustStore.location}. */
    String tlsTrustStoreLocation() default "";

    /** {@code ssl.trustStore.password}; as that of the key store. */
    String _tlsTrustStorePassword() default "";

    /** {@code ssl.trustStore.passwordPath}. */
    String tlsTrustStorePasswordPath() default "";

    /** {@code ssl.trustStore.type}. */
    String tlsTrustStoreType() default "";

    /** {@code ssl.protocol}. */
    String tlsProtocol() default "TLSv1.3";

    /** {@code ssl.enabledProtocols}; empty: that of {@link #tlsProtocol}. */
    String tlsEnabledProtocols() default "";

    /** {@code ssl.ciphersuites}; empty: those of the JDK. */
    String tlsCipherSuites() default "";

    /** {@code ssl.clientAuth}. */
    String tlsClientAuth() default "need";

    /** {@code ssl.sslProvider}. */
    String tlsProvider() default "JDK";

    /** {@code ssl.handshakeDetectionTimeoutMillis}. */
    int tlsDetectionMillis() default 5000;

    /**
     * {@code clientPortListenBacklog}; -1: as many as the machine allows, so that a storm of
     * clients is not turned away.
     */
    int listenBacklog() default -1;

    /** {@code maxClientCnxns} per address; 0: no limit. */
    int maxConnectionsPerHost() default 60;

    /** {@code maxCnxns} in all; 0: no limit. */
    int maxConnections() default 0;

    /** {@code jute.maxbuffer}: longest frame taken from a client. */
    int frameBytesMax() default 1_048_575;

    /**
     * {@code jute.maxbuffer.extrasize}: strings and buffers may be that much longer than a frame.
     */
    int extraBytesMax() default 1_048_575;

    /**
     * {@code globalOutstandingLimit}: above it connections with unanswered requests are not read.
     */
    int globalOutstandingLimit() default 1000;

    /**
     * {@code nio.sessionlessCnxnTimeout}: how long a connection may be silent before it has a
     * session.
     */
    int sessionlessTimeoutMillis() default 10_000;

    /** {@code clientTcpKeepAlive}. */
    boolean tcpKeepAlive() default false;

    /** {@code largeRequestThreshold} in bytes; -1: off. */
    int largeRequestBytes() default -1;

    /** {@code largeRequestMaxBytes}: large requests in flight, all connections. */
    int largeRequestsBytesMax() default 104_857_600;

    /** Bytes that may wait for clients to read them, all connections; 0: an eighth of the heap. */
    long unsentBytesMax() default 0;

    /** {@code request_throttle_max_requests}; 0: off. */
    int throttleRequestsMax() default 0;

    /** {@code request_throttle_stall_time}. */
    int throttleStallMillis() default 100;

    /** {@code request_throttle_drop_stale}. */
    boolean throttleDropStale() default true;

    /** {@code request_stale_latency_check}. */
    boolean staleLatencyCheck() default false;

    /** {@code request_stale_connection_check}. */
    boolean staleConnectionCheck() default true;

    /** {@code throttled_op_wait_time}; 0: off. */
    int throttledOpWaitMillis() default 0;

    /** {@code connection_throttle_tokens}; 0: off. */
    int connectTokens() default 0;

    /** {@code connection_throttle_fill_time}. */
    int connectFillMillis() default 1;

    /** {@code connection_throttle_fill_count}. */
    int connectFillTokens() default 1;

    /** {@code connection_throttle_freeze_time}; -1: no probabilistic dropping. */
    int connectFreezeMillis() default -1;

    /** {@code connection_throttle_drop_increase}. */
    double connectDropIncrease() default 0.02;

    /** {@code connection_throttle_drop_decrease}. */
    double connectDropDecrease() default 0.002;

    /** {@code connection_throttle_decrease_ratio}. */
    double connectDecreaseRatio() default 0;

    /** {@code connection_throttle_weight_enabled}. */
    boolean connectWeights() default false;

    /** {@code connection_throttle_global_session_weight}. */
    int connectGlobalWeight() default 3;

    /** Whether new sessions are known to this server alone: {@code localSessionsEnabled}. */
    boolean localSessions() default false;

    /** {@code connection_throttle_local_session_weight}. */
    int connectLocalWeight() default 1;

    /** {@code connection_throttle_renew_session_weight}. */
    int connectRenewWeight() default 2;
}
