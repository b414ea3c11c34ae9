package io.quorate.admin;

/** Configuration of admin (PID {@code io.quorate.admin}): what the reports repeat. */
@interface AdminConfig {

    /** {@code dataDir}, absolute. */
    String dataDir() default "";

    /** {@code dataLogDir}, absolute. */
    String dataLogDir() default "";

    /** {@code clientPort}. */
    int clientPort() default 2181;

    /** {@code secureClientPort}; -1: none. */
    int secureClientPort() default -1;

    /** {@code clientPortListenBacklog} as written. */
    int backlog() default -1;

    /** {@code tickTime}. */
    int tickMillis() default 3000;

    /** Own number; 0 standalone. */
    long serverId() default 0;

    /** {@code 4lw.commands.whitelist}; {@code *} = all. */
    String[] words() default {"srvr"};

    /** {@code readonlymode.enabled}: adds {@code isro} to the commands. */
    boolean readOnlyEnabled() default false;
}
