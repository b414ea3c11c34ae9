package io.quorate.admin;

import java.util.Set;

/**
 * Settings of the admin module: what its reports repeat, and which commands it answers. Immutable.
 *
 * @param dataDir absolute
 * @param dataLogDir absolute
 * @param clientPort {@code clientPort}
 * @param secureClientPort {@code secureClientPort}; -1: none
 * @param backlog {@code clientPortListenBacklog} as written
 * @param tickMillis {@code tickTime}
 * @param serverId own number; 0 standalone
 * @param commands {@code 4lw.commands.whitelist}; {@code *} = all
 * @param readOnlyEnabled {@code readonlymode.enabled}: adds {@code isro} to the commands
 */
public record AdminSettings(
        String dataDir,
        String dataLogDir,
        int clientPort,
        int secureClientPort,
        int backlog,
        int tickMillis,
        long serverId,
        Set<String> commands,
        boolean readOnlyEnabled) {}
