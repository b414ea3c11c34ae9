package io.quorate.shell.client;

import org.jspecify.annotations.Nullable;

/**
 * A request that the server refused or that got lost. The message is the one ZooKeeper's client has
 * for the code.
 */
public final class KeeperFault extends ClientFault {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final @Nullable String path;

    /**
     * @param code an {@link io.quorate.model.ErrorCode}
     * @param path the path asked for as the user wrote it, or null
     */
    public KeeperFault(int code, @Nullable String path) {
        super(
                "KeeperErrorCode = "
                        + ErrorText.of(code)
                        + (path == null || path.isEmpty() ? "" : " for " + path));
        this.code = code;
        this.path = path;
    }

    public int code() {
        return code;
    }

    /** The path asked for, or null. */
    public @Nullable String path() {
        return path;
    }
}
