package io.quorate.config;

import static io.quorate.config.Key.Effect.LATER;
import static io.quorate.config.Key.Effect.NOTHING_TO_DO;
import static io.quorate.config.Key.jvm;
import static io.quorate.config.Key.property;

import java.util.List;

/** Disk, nodes, administration, and Quorate's own keys. */
final class StorageKeys {

    static final Section STORAGE = new Section("Storage", List.of(
            property("snapCount", Types.count(2), "100000", "Transactions between two snapshots").to(Pids.REPLICA, "snapCount"),
            property("snapSizeLimitInKb", Types.kib(-1), "4194304", "Bytes of log between two snapshots; 0 or less: no such limit").to(Pids.REPLICA, "snapSizeLimitBytes"),
            property("txnLogSizeLimitInKb", Types.kib(-1), "-1", "Size above which a log file is closed; 0 or less: no such limit").to(Pids.REPLICA, "storage.logSizeLimitBytes"),
            property("preAllocSize", Types.kib(0), "65536", "Blocks in which a log file grows; 0: as it is written").to(Pids.REPLICA, "storage.preallocBytes"),
            property("forceSync", Types.YES_NO, "yes", "`no`: writes are acknowledged before they are on disk, and a crash may lose them").to(Pids.REPLICA, "storage.forceSync"),
            property("fsync.warningthresholdms", Types.millis(0), "1000", "A sync of the log that takes longer is reported").to(Pids.REPLICA, "storage.slowSyncMillis"),
            property("flushDelay", Types.millis(0), "0", "Delay of ZooKeeper's group commit; batches form by themselves here").with(NOTHING_TO_DO),
            property("maxWriteQueuePollTime", Types.millis(0), null, "Delay of ZooKeeper's group commit").with(NOTHING_TO_DO),
            property("maxBatchSize", Types.count(0), "1000", "Batch of ZooKeeper's group commit").with(NOTHING_TO_DO),
            property("snapshot.compression.method", Types.oneOf("", "gz", "snappy"), "", "How snapshots are compressed").to(Pids.REPLICA, "storage.compression"),
            property("snapshot.trust.empty", Types.FLAG, "false", "Whether a log without any snapshot is accepted").to(Pids.REPLICA, "storage.trustEmpty"),
            property("datadir.autocreate", Types.FLAG, "true", "Whether missing directories are made").to(Pids.REPLICA, "storage.autocreateDirectories"),
            property("db.autocreate", Types.FLAG, "true", "Whether an empty directory is a new database").to(Pids.REPLICA, "storage.autocreateDatabase"),
            property("digest.enabled", Types.FLAG, "true", "Whether the digest of the tree is kept, logged and checked").to(Pids.REPLICA, "digestEnabled"),
            property("serializeLastProcessedZxid.enabled", Types.FLAG, "true", "Whether snapshots name their last transaction").to(Pids.REPLICA, "storage.lastZxidSection"),
            property("closeSessionTxn.enabled", Types.FLAG, "true", "Whether the transaction that closes a session lists the nodes it removes").to(Pids.REPLICA, "closeSessionTxnEnabled")));

    static final Section NODES = new Section("Nodes and watches", List.of(
            property("extendedTypesEnabled", Types.FLAG, "false", "Whether nodes may have a time to live").to(Pids.REPLICA, "extendedTypesEnabled"),
            property("emulate353TTLNodes", Types.FLAG, "false", "TTL nodes as release 3.5.3 stored them").with(LATER),
            property("enforceQuota", Types.FLAG, "false", "Whether writes above a hard quota are refused").to(Pids.REPLICA, "enforceQuota"),
            jvm("znode.container.checkIntervalMs", Types.millis(1), "60000", "How often empty containers and outlived nodes are looked for").to(Pids.REPLICA, "containerCheckMillis"),
            jvm("znode.container.maxPerMinute", Types.count(1), "10000", "Most of them removed per minute").to(Pids.REPLICA, "containersPerMinuteMax"),
            jvm("znode.container.maxNeverUsedIntervalMs", Types.millis(0), "0", "Age at which a container that never had a child is removed; 0: never").to(Pids.REPLICA, "containerNeverUsedMillis"),
            property("watchManagerName", Types.TEXT, null, "Watch table class of ZooKeeper; there is one here").with(NOTHING_TO_DO),
            property("watcherClean*", Types.count(1), null, "Cleaning of ZooKeeper's alternative watch table").with(NOTHING_TO_DO),
            property("maxInProcessingDeadWatchers", Types.count(-1), "-1", "Cleaning of ZooKeeper's alternative watch table").with(NOTHING_TO_DO),
            property("bitHashCacheSize", Types.count(0), "10", "Cache of ZooKeeper's alternative watch table").with(NOTHING_TO_DO)));

    static final Section ADMIN = new Section("Administration", List.of(
            property("4lw.commands.whitelist", Types.WORDS, "srvr", "Four-letter words that are answered, `*` = all; srvr always is").to(Pids.ADMIN, "words"),
            property("admin.enableServer", Types.FLAG, "true", "Whether the HTTP server runs").with(LATER),
            property("admin.*", Types.TEXT, null, "Settings of the HTTP server").with(LATER)));

    static final Section QUORATE = new Section("Quorate's own keys", List.of(
            jvm("quorate.storage", Types.TEXT, "filelog", "Storage plugin: `filelog` (ZooKeeper's files) or `memory` (nothing survives a stop), or one in `plugins/`"),
            jvm("quorate.consensus", Types.TEXT, "solo", "Consensus plugin: `solo` (one server), or one in `plugins/`"),
            jvm("quorate.election", Types.TEXT, "fast", "Election plugin, for consensus plugins that need one"),
            jvm("quorate.io.threads", Types.count(1, 256), "1", "Threads that serve sockets; with one, a request needs no hand-off").to(Pids.LOOP, "ioThreads"),
            jvm("quorate.io.transport", Types.oneOf("auto", "epoll", "nio"), "auto", "How sockets are served; auto: epoll where the machine has it").to(Pids.LOOP, "transport"),
            jvm("quorate.storage.acceptGaps", Types.FLAG, "false", "Whether to start although a log file between snapshot and end is missing; what it held is lost").to(Pids.REPLICA, "storage.acceptGaps"),
            jvm("quorate.storage.reserveMegabytes", Types.mib(0), "64", "Free disk space below which writes are refused").to(Pids.REPLICA, "storage.reserveBytes"),
            jvm("quorate.storage.backgroundMegabytesPerSecond", Types.mib(0), "64", "Pace of snapshots and other background writing, MiB a second; 0: no limit").to(Pids.REPLICA, "storage.backgroundBytesPerSecond"),
            jvm("quorate.window.txns", Types.count(1, 1 << 20), "20000", "Most transactions waiting for the disk or a quorum").to(Pids.REPLICA, "windowTxns"),
            jvm("quorate.window.megabytes", Types.mib(1), "64", "Most bytes in them").to(Pids.REPLICA, "windowBytes")));

    private StorageKeys() {}
}
