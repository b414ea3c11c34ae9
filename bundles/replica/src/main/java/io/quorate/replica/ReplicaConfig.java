package io.quorate.replica;

/**
 * Configuration of the replica (PID {@code io.quorate.replica}) as platform/config writes it.
 * Property names are the method names with {@code _} read as {@code .}. The targets {@code
 * storage.target} and {@code consensus.target} stand beside them, and what every plugin of an
 * ensemble may look at, under its key with {@code ensemble.} before it.
 */
public @interface ReplicaConfig {

    /** {@code dataDir}. */
    String dataDir();

    /** {@code dataLogDir}. */
    String dataLogDir();

    /** Server id; 0 standalone. */
    long serverId() default 0;

    /** The ensemble as lines of a configuration file, separated by line ends; empty standalone. */
    String membership() default "";

    /** A configuration that was proposed when the server stopped, likewise; empty if none. */
    String membershipProposed() default "";

    /**
     * The static configuration file, beside which configurations of the ensemble are stored; empty
     * if they cannot change, the server was started without a file, or nothing can be written
     * there: then what changes is kept with the data.
     */
    String configurationFile() default "";

    /** Which election stands beside the consensus, if it needs one; a filter. */
    String election_target() default "";

    /** {@code multiAddress.enabled}. */
    boolean multiAddress() default false;

    /** {@code tickTime}. */
    int tickMillis() default 3000;

    /** {@code initLimit}. */
    int initLimitTicks() default 10;

    /** {@code syncLimit}. */
    int syncLimitTicks() default 5;

    /** -1: two ticks. */
    int minSessionTimeoutMillis() default -1;

    /** -1: twenty ticks. */
    int maxSessionTimeoutMillis() default -1;

    /** {@code readonlymode.enabled}. */
    boolean readOnlyMode() default false;

    /** {@code localSessionsEnabled}. */
    boolean localSessions() default false;

    /** {@code localSessionsUpgradingEnabled}. */
    boolean localSessionsUpgrading() default false;

    /** {@code leaderServes}. */
    boolean leaderServes() default true;

    /** {@code snapCount}. */
    int snapCount() default 100_000;

    /** {@code snapSizeLimitInKb} in bytes; 0 or less: off. */
    long snapSizeLimitBytes() default 4L << 30;

    /** {@code autopurge.purgeInterval}; 0: off. */
    int purgeIntervalHours() default 0;

    /** {@code autopurge.snapRetainCount}. */
    int retainSnapshots() default 3;

    /** {@code skipACL}. */
    boolean skipAcl() default false;

    /** {@code enforceQuota}. */
    boolean enforceQuota() default false;

    /** {@code extendedTypesEnabled}. */
    boolean extendedTypesEnabled() default false;

    /** {@code digest.enabled}. */
    boolean digestEnabled() default true;

    /** {@code closeSessionTxn.enabled}. */
    boolean closeSessionTxnEnabled() default true;

    /** {@code reconfigEnabled}. */
    boolean reconfigEnabled() default false;

    /** {@code standaloneEnabled}. */
    boolean standaloneEnabled() default true;

    /** {@code enableEagerACLCheck}. */
    boolean eagerAclCheck() default false;

    /** {@code enforce.auth.enabled} or {@code sessionRequireClientSASLAuth}. */
    boolean enforceAuth() default false;

    /** Schemes of which a connection needs one identity if {@link #enforceAuth()}. */
    String[] enforceAuthSchemes() default {};

    /** {@code quorate.auth.superUserSchemes}; {@code *}: every scheme that declares it. */
    String[] superUserSchemes() default {"*"};

    /** {@code quorate.auth.timeoutMs}. */
    long authTimeoutMillis() default 10_000;

    /** {@code znode.container.checkIntervalMs}. */
    int containerCheckMillis() default 60_000;

    /** {@code znode.container.maxPerMinute}. */
    int containersPerMinuteMax() default 10_000;

    /** {@code znode.container.maxNeverUsedIntervalMs}; 0: never. */
    long containerNeverUsedMillis() default 0;

    /** Longest frame of a client, {@code jute.maxbuffer}. */
    int frameBytesMax() default 1_048_575;

    /** {@code jute.maxbuffer.extrasize}. */
    int extraBytesMax() default 1_048_575;

    /** {@code quorate.window.txns}. */
    int windowTxns() default 20_000;

    /** {@code quorate.window.megabytes} in bytes. */
    long windowBytes() default 64L << 20;

    /** {@code quorate.storage.acceptGaps}. */
    boolean storage_acceptGaps() default false;

    /** {@code quorate.storage.backgroundMegabytesPerSecond} in bytes; 0 or less: no limit. */
    long storage_backgroundBytesPerSecond() default 16L << 20;

    /** {@code quorate.storage.reserveMegabytes} in bytes. */
    long storage_reserveBytes() default 64L << 20;
}
