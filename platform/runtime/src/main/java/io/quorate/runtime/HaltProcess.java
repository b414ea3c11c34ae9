package io.quorate.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the fault and halts the process at once with {@link #EXIT_CODE}; nothing that runs at
 * shutdown could be trusted.
 */
public final class HaltProcess implements FaultPolicy {

    /** Exit code of a halted server. */
    public static final int EXIT_CODE = 70;

    private static final Logger LOG = LoggerFactory.getLogger(HaltProcess.class);

    @Override
    public RuntimeException fatal(String where, Throwable cause) {
        LOG.error("Stopping the server: {}: {}", where, cause.toString(), cause);
        Runtime.getRuntime().halt(EXIT_CODE);
        return new IllegalStateException(where, cause);
    }
}
