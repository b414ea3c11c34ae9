package io.quorate.config;

import static io.quorate.config.Key.Effect.ENSEMBLE;
import static io.quorate.config.Key.Effect.LATER;
import static io.quorate.config.Key.Effect.NOTHING_TO_DO;
import static io.quorate.config.Key.Effect.REFUSED;
import static io.quorate.config.Key.file;
import static io.quorate.config.Key.property;

import java.util.List;

/** Directories, ports, time, sessions and ensembles: the keys a ZooKeeper server reads from its file only. */
final class ServerKeys {

    static final Section SECTION = new Section("The server", List.of(
            file("dataDir", Types.PATH, null, "Directory of the snapshots and of the file `myid`. Required")
                    .to(Pids.REPLICA, "dataDir").to(Pids.ADMIN, "dataDir"),
            file("dataLogDir", Types.PATH, null, "Directory of the transaction log; the same as `dataDir` if not set")
                    .to(Pids.REPLICA, "dataLogDir").to(Pids.ADMIN, "dataLogDir"),
            file("clientPort", Types.PORT, null, "Port for plain client connections; 0 or absent: none")
                    .to(Pids.CLIENT_GATE, "clientPort").to(Pids.ADMIN, "clientPort"),
            file("clientPortAddress", Types.TEXT, null, "Address the client port is bound to; all interfaces if not set")
                    .to(Pids.CLIENT_GATE, "clientPortAddress"),
            file("secureClientPort", Types.PORT, null, "Port for TLS client connections").with(REFUSED),
            file("secureClientPortAddress", Types.TEXT, null, "Address the TLS port is bound to").with(REFUSED),
            file("tickTime", Types.millis(1), "3000", "Base unit of time: session time-outs are negotiated and expire in ticks")
                    .to(Pids.REPLICA, "tickMillis").to(Pids.ADMIN, "tickMillis"),
            file("minSessionTimeout", Types.millis(-1), "-1", "Smallest session time-out; -1: two ticks").to(Pids.REPLICA, "minSessionTimeoutMillis"),
            file("maxSessionTimeout", Types.millis(-1), "-1", "Largest session time-out; -1: twenty ticks").to(Pids.REPLICA, "maxSessionTimeoutMillis"),
            file("maxClientCnxns", Types.count(-1), "60", "Most connections of one client address; 0 or less: unlimited")
                    .to(Pids.CLIENT_GATE, "maxConnectionsPerHost"),
            file("clientPortListenBacklog", Types.count(-1), "-1", "Connections the system may hold before they are accepted; -1: 1024")
                    .to(Pids.CLIENT_GATE, "listenBacklog").to(Pids.ADMIN, "backlog"),
            file("autopurge.snapRetainCount", Types.count(0), "3", "Snapshots kept when old ones are purged; at least 3 are kept").to(Pids.REPLICA, "retainSnapshots"),
            file("autopurge.purgeInterval", Types.hours(0), "0", "How often old snapshots and logs are purged; 0: never").to(Pids.REPLICA, "purgeIntervalHours"),
            file("reconfigEnabled", Types.FLAG, "false", "Whether the membership may be changed at run time").to(Pids.REPLICA, "reconfigEnabled"),
            file("standaloneEnabled", Types.FLAG, "true", "Whether a configuration with a single server line is a standalone server"),
            file("localSessionsEnabled", Types.FLAG, "false", "Sessions that only their server knows").with(LATER),
            file("localSessionsUpgradingEnabled", Types.FLAG, "false", "Local sessions become global when they create an ephemeral node").with(LATER),
            file("jvm.pause.monitor", Types.FLAG, "false", "Watches for pauses of the JVM").with(LATER),
            file("jvm.pause.*", Types.millis(1), null, "`sleep.time.ms`, `info-threshold.ms` and `warn-threshold.ms` of the monitor").with(LATER),
            file("metricsProvider.className", Types.TEXT, null, "Class of the metrics provider").with(LATER),
            file("metricsProvider.*", Types.TEXT, null, "Settings of the metrics provider").with(LATER)));

    static final Section ENSEMBLES = new Section("Ensembles", List.of(
            file("server.*", Types.TEXT, null, "A member: `host:quorumPort:electionPort[:participant|observer][;[host:]clientPort]`, several addresses joined by `|`"),
            file("group.*", Types.TEXT, null, "Members of a group, joined by `:`, for quorums by group"),
            file("weight.*", Types.count(0), null, "Weight of a member's vote, 1 if not set"),
            file("version", Types.TEXT, null, "Version of the membership, hexadecimal"),
            file("dynamicConfigFile", Types.PATH, null, "File that holds the membership lines instead of this one"),
            file("initLimit", Types.count(1), null, "Ticks a learner may take to connect and synchronise; required in ensembles").with(ENSEMBLE),
            file("syncLimit", Types.count(1), null, "Ticks a learner may be silent; required in ensembles").with(ENSEMBLE),
            file("connectToLearnerMasterLimit", Types.count(0), "0", "Ticks a learner may take to connect; 0: initLimit").with(ENSEMBLE),
            file("electionAlg", Types.oneOf("3"), "3", "Election algorithm of ZooKeeper; use `quorate.election` to choose another").with(NOTHING_TO_DO),
            file("peerType", Types.oneOf("participant", "observer"), "participant", "Role of this server; its member line wins").with(ENSEMBLE),
            file("syncEnabled", Types.FLAG, "true", "Whether observers write log and snapshots").with(ENSEMBLE),
            file("observerMasterPort", Types.PORT, "0", "Port on which followers serve observers; 0: off").with(ENSEMBLE),
            file("quorumListenOnAllIPs", Types.FLAG, "false", "Whether quorum and election ports listen on all interfaces").with(ENSEMBLE),
            file("sslQuorum", Types.FLAG, "false", "TLS between servers").with(REFUSED),
            file("portUnification", Types.FLAG, "false", "Plain and TLS connections between servers on one port").with(ENSEMBLE),
            file("sslQuorumReloadCertFiles", Types.FLAG, "false", "Reload certificates of the quorum when they change").with(ENSEMBLE),
            file("quorum.auth.enableSasl", Types.FLAG, "false", "SASL between servers").with(REFUSED),
            file("quorum.auth.*", Types.TEXT, null, "Settings of SASL between servers").with(ENSEMBLE),
            file("quorum.cnxn.threads.size", Types.count(1), "20", "Threads that authenticate servers").with(NOTHING_TO_DO),
            file("multiAddress.*", Types.TEXT, null, "Several addresses per server: `enabled`, `reachabilityCheckTimeoutMs`, `reachabilityCheckEnabled`").with(ENSEMBLE),
            file("oraclePath", Types.PATH, null, "File that decides between two servers").with(ENSEMBLE),
            property("leaderServes", Types.YES_NO, "yes", "Whether the leader serves clients").with(ENSEMBLE),
            property("leader.maxConcurrentSnapSyncs", Types.count(1), "10", "Learners fed with a snapshot at once").or("maxConcurrentSnapSyncs").with(ENSEMBLE),
            property("leader.maxConcurrentDiffSyncs", Types.count(1), "100", "Learners fed from the log at once").or("maxConcurrentDiffSyncs").with(ENSEMBLE),
            property("leader.maxTimeToWaitForEpoch", Types.millis(-1), "-1", "Time to wait for a quorum to agree on an epoch; -1: no bound of its own").with(ENSEMBLE),
            property("fastleader.minNotificationInterval", Types.millis(1), "200", "First interval between notifications of an election").with(ENSEMBLE),
            property("fastleader.maxNotificationInterval", Types.millis(1), "60000", "Longest interval between notifications of an election").with(ENSEMBLE),
            property("cnxTimeout", Types.millis(1), "5000", "Time to connect to a server's election port").with(ENSEMBLE),
            property("quorumCnxnTimeoutMs", Types.millis(-1), "-1", "Read time-out of election connections; -1: by ticks").with(ENSEMBLE),
            property("electionPortBindRetry", Types.count(0), "3", "Attempts to bind the election port; 0: for ever").with(ENSEMBLE),
            property("commitLogCount", Types.count(1), "500", "Recent transactions kept in memory for learners").with(ENSEMBLE),
            property("observer.*", Types.TEXT, null, "`reconnectDelayMs` (0) and `election.DelayMs` (200) of observers").with(ENSEMBLE),
            property("observerMaster.*", Types.TEXT, null, "`sizeLimit` of observer masters").with(ENSEMBLE),
            property("learner.*", Types.TEXT, null, "`asyncSending` and `closeSocketAsync`").with(NOTHING_TO_DO),
            property("leader.*", Types.TEXT, null, "`closeSocketAsync`, `nodelay`, `ackLoggingFrequency`").with(NOTHING_TO_DO),
            property("forward_learner_requests_to_commit_processor_disabled", Types.FLAG, "false", "Switch inside ZooKeeper's pipeline").with(NOTHING_TO_DO),
            property("follower.skipLearnerRequestToNextProcessor", Types.FLAG, "false", "Switch inside ZooKeeper's pipeline").with(NOTHING_TO_DO),
            property("messageTracker.*", Types.TEXT, null, "`Enabled` (false) and `BufferSize` (10)").with(LATER)));

    private ServerKeys() {}
}
