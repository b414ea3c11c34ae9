package io.quorate.config;

import static io.quorate.config.Key.Effect.LATER;
import static io.quorate.config.Key.Effect.NOTHING_TO_DO;
import static io.quorate.config.Key.Effect.REFUSED;
import static io.quorate.config.Key.jvm;
import static io.quorate.config.Key.property;

import java.util.List;

/** Client connections, limits, access control. */
final class ClientKeys {

    static final Section CONNECTIONS = new Section("Client connections and limits", List.of(
            property("serverCnxnFactory", Types.TEXT, null, "Transport class of ZooKeeper; there is one transport here").with(NOTHING_TO_DO),
            property("maxCnxns", Types.count(0), "0", "Most connections in all; 0: unlimited").to(Pids.CLIENT_GATE, "maxConnections"),
            property("globalOutstandingLimit", Types.count(1), "1000", "Requests in process above which connections that have unanswered ones are not read")
                    .to(Pids.CLIENT_GATE, "globalOutstandingLimit"),
            property("nio.sessionlessCnxnTimeout", Types.millis(1), "10000", "Idle time after which a connection without session is closed")
                    .to(Pids.CLIENT_GATE, "sessionlessTimeoutMillis"),
            property("nio.*", Types.TEXT, null, "Threads and buffers of ZooKeeper's NIO transport").with(NOTHING_TO_DO),
            property("clientTcpKeepAlive", Types.FLAG, "false", "TCP keep-alive on client connections").to(Pids.CLIENT_GATE, "tcpKeepAlive"),
            property("tcpKeepAlive", Types.FLAG, "false", "TCP keep-alive on connections between servers").with(Key.Effect.ENSEMBLE),
            property("request_throttle_max_requests", Types.count(0), "0", "Requests in process above which others wait; 0: off")
                    .or("requestThrottleLimit").to(Pids.CLIENT_GATE, "throttleRequestsMax"),
            property("request_throttle_stall_time", Types.millis(1), "100", "Longest slice a throttled request waits").or("requestThrottleStallTime")
                    .to(Pids.CLIENT_GATE, "throttleStallMillis"),
            property("request_throttle_drop_stale", Types.FLAG, "true", "Whether waiting requests are dropped once they are stale")
                    .or("requestThrottleDropStale").to(Pids.CLIENT_GATE, "throttleDropStale"),
            property("request_stale_latency_check", Types.FLAG, "false", "A request is stale if it waited longer than its session's time-out")
                    .or("requestStaleLatencyCheck").to(Pids.CLIENT_GATE, "staleLatencyCheck"),
            property("request_stale_connection_check", Types.FLAG, "true", "A request is stale if its connection is closed")
                    .or("requestStaleConnectionCheck").to(Pids.CLIENT_GATE, "staleConnectionCheck"),
            property("request_throttler.shutdownTimeout", Types.millis(0), "10000", "Time to answer waiting requests when the server stops").with(NOTHING_TO_DO),
            property("throttled_op_wait_time", Types.millis(0), "0", "Requests that waited longer are answered with THROTTLEDOP; 0: off")
                    .or("throttledOpWaitTime").to(Pids.CLIENT_GATE, "throttledOpWaitMillis"),
            property("largeRequestThreshold", Types.bytes(-1, Integer.MAX_VALUE), "-1", "Requests above this size are large; -1: none")
                    .to(Pids.CLIENT_GATE, "largeRequestBytes"),
            property("largeRequestMaxBytes", Types.bytes(1, Integer.MAX_VALUE), "104857600", "Most bytes of large requests in process; one that does not fit closes its connection")
                    .to(Pids.CLIENT_GATE, "largeRequestsBytesMax"),
            property("connection_throttle_tokens", Types.count(0), "0", "Size of the bucket of connection tokens; 0: off").or("connectionMaxTokens")
                    .to(Pids.CLIENT_GATE, "connectTokens"),
            property("connection_throttle_fill_time", Types.millis(1), "1", "Interval in which the bucket is filled").or("connectionTokenFillTime")
                    .to(Pids.CLIENT_GATE, "connectFillMillis"),
            property("connection_throttle_fill_count", Types.count(1), "1", "Tokens added per interval").or("connectionTokenFillCount")
                    .to(Pids.CLIENT_GATE, "connectFillTokens"),
            property("connection_throttle_freeze_time", Types.millis(-1), "-1", "Interval in which the probability of dropping is adapted; -1: off")
                    .or("connectionFreezeTime").to(Pids.CLIENT_GATE, "connectFreezeMillis"),
            property("connection_throttle_drop_increase", Types.fraction(), "0.02", "Added to the probability when the bucket is empty")
                    .or("connectionDropIncrease").to(Pids.CLIENT_GATE, "connectDropIncrease"),
            property("connection_throttle_drop_decrease", Types.fraction(), "0.002", "Taken from the probability when the bucket is full enough")
                    .or("connectionDropDecrease").to(Pids.CLIENT_GATE, "connectDropDecrease"),
            property("connection_throttle_decrease_ratio", Types.fraction(), "0", "Share of missing tokens up to which the bucket is full enough")
                    .or("connectionDecreaseRatio").to(Pids.CLIENT_GATE, "connectDecreaseRatio"),
            property("connection_throttle_weight_enabled", Types.FLAG, "false", "Whether connects cost different numbers of tokens")
                    .to(Pids.CLIENT_GATE, "connectWeights"),
            property("connection_throttle_global_session_weight", Types.count(1), "3", "Tokens a new session costs").to(Pids.CLIENT_GATE, "connectGlobalWeight"),
            property("connection_throttle_local_session_weight", Types.count(1), "1", "Tokens a new local session costs").to(Pids.CLIENT_GATE, "connectLocalWeight"),
            property("connection_throttle_renew_session_weight", Types.count(1), "2", "Tokens the renewal of a session costs").to(Pids.CLIENT_GATE, "connectRenewWeight"),
            jvm("jute.maxbuffer", Types.bytes(1, 1 << 30), "1048575", "Longest frame a client may send")
                    .to(Pids.CLIENT_GATE, "frameBytesMax").to(Pids.REPLICA, "frameBytesMax"),
            property("jute.maxbuffer.extrasize", Types.bytes(0, 1 << 30), null, "Allowance above jute.maxbuffer for records on disk and between servers; as much as jute.maxbuffer if not set")
                    .to(Pids.REPLICA, "extraBytesMax").to(Pids.CLIENT_GATE, "extraBytesMax"),
            property("intBufferStartingSizeBytes", Types.bytes(32, 1 << 30), "1024", "First size of a buffer of ZooKeeper").with(NOTHING_TO_DO),
            property("commitProcessor.*", Types.TEXT, null, "Threads and batches of ZooKeeper's pipeline").with(NOTHING_TO_DO),
            property("maxResponseCacheSize", Types.count(-1), "400", "Entries of ZooKeeper's reply cache; there is none here").with(NOTHING_TO_DO),
            property("maxGetChildrenResponseCacheSize", Types.count(-1), "400", "Entries of ZooKeeper's listing cache; there is none here").with(NOTHING_TO_DO),
            property("netty.*", Types.TEXT, null, "Hand-shake limits and flow control of ZooKeeper's Netty transport").with(NOTHING_TO_DO),
            jvm("readonlymode.enabled", Types.FLAG, "false", "Whether a server without quorum serves reads").with(LATER).to(Pids.ADMIN, "readOnlyEnabled")));

    static final Section ACCESS = new Section("Authentication, access control, audit", List.of(
            property("DigestAuthenticationProvider.enabled", Types.FLAG, "true", "Whether the scheme `digest` is offered"),
            property("DigestAuthenticationProvider.superDigest", Types.TEXT, null, "`user:hash` that makes its owner super user").to(Pids.AUTH_DIGEST, "superDigest"),
            property("DigestAuthenticationProvider.digestAlg", Types.HASH, "SHA1", "Hash of the scheme `digest`").to(Pids.AUTH_DIGEST, "algorithm"),
            property("IPAuthenticationProvider.usexforwardedfor", Types.FLAG, "false", "Addresses from an HTTP header; the client port has none").with(NOTHING_TO_DO),
            property("skipACL", Types.YES_NO, "no", "`yes`: ACLs are not checked").to(Pids.REPLICA, "skipAcl"),
            property("enableEagerACLCheck", Types.FLAG, "false", "Whether writes are checked before they are forwarded").to(Pids.REPLICA, "eagerAclCheck"),
            property("enforce.auth.enabled", Types.FLAG, "false", "Whether a connection must authenticate before anything else").to(Pids.REPLICA, "enforceAuth"),
            property("enforce.auth.schemes", Types.WORDS, null, "Schemes one of which it must use").to(Pids.REPLICA, "enforceAuthSchemes"),
            property("sessionRequireClientSASLAuth", Types.FLAG, "false", "Whether a connection must authenticate by SASL").with(REFUSED),
            property("allowSaslFailedClients", Types.FLAG, "false", "Whether a failed SASL exchange is forgiven").with(LATER),
            property("sasl.*", Types.TEXT, null, "Settings of SASL").with(LATER),
            property("SASLAuthenticationProvider.*", Types.TEXT, null, "Settings of the scheme `sasl`").with(LATER),
            property("kerberos.*", Types.TEXT, null, "Settings of Kerberos").with(LATER),
            property("superUser*", Types.TEXT, null, "SASL user that is super user").with(LATER),
            property("letAnySaslUserDoX", Types.TEXT, null, "ACL id that matches every SASL user").with(LATER),
            property("X509AuthenticationProvider.*", Types.TEXT, null, "Settings of the scheme `x509`").with(LATER),
            property("authProvider.*", Types.TEXT, null, "Class of a further provider of ZooKeeper; put a Quorate plugin into `plugins/` instead").with(LATER),
            property("ensembleAuthName", Types.TEXT, null, "Names of the ensemble clients may ask for").with(LATER),
            property("ssl.*", Types.TEXT, null, "TLS of clients; `ssl.quorum.*` between servers").with(LATER),
            property("client.portUnification", Types.FLAG, "false", "Plain and TLS connections of clients on one port").with(REFUSED),
            property("client.certReload", Types.FLAG, "false", "Reload certificates when they change").with(LATER),
            property("fips-mode", Types.FLAG, "true", "Restricts host name checks to those of the JDK").with(LATER),
            property("audit.enable", Types.FLAG, "false", "Writes an audit log").with(LATER),
            property("audit.impl.class", Types.TEXT, null, "Class of the audit log").with(LATER),
            jvm("java.security.auth.login.config", Types.PATH, null, "JAAS file").with(LATER)));

    private ClientKeys() {}
}
