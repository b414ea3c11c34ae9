package io.quorate.config;

/** Names of the modules' configurations: the package of the module. */
public final class Pids {

    public static final String LOOP = "io.quorate.loop";
    public static final String REPLICA = "io.quorate.replica";
    public static final String CLIENT_GATE = "io.quorate.gate.client";
    public static final String PEER_GATE = "io.quorate.gate.peer";
    public static final String ADMIN = "io.quorate.admin";
    public static final String AUTH_DIGEST = "io.quorate.auth.digest";
    public static final String AUTH_IP = "io.quorate.auth.ip";

    private Pids() {}

    /** Configuration of a storage plugin. */
    public static String storage(String name) {
        return "io.quorate.storage." + name.replace('-', '.');
    }

    /** Configuration of a consensus plugin. */
    public static String consensus(String name) {
        return "io.quorate.consensus." + name.replace('-', '.');
    }

    /** Configuration of an election plugin. */
    public static String election(String name) {
        return "io.quorate.election." + name.replace('-', '.');
    }
}
