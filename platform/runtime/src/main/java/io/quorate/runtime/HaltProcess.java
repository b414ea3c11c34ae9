package io.quorate.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the fault and halts the process at once with {@link #EXIT_CODE}; nothing that runs at
 * shutdown could be trusted. A port that cannot be had is no bug: one sentence reports it, and the
 * process ends with the code that port has.
 */
public final class HaltProcess implements FaultPolicy {

    /** Exit code of a halted server. */
    public static final int EXIT_CODE = 70;

    private static final Logger LOG = LoggerFactory.getLogger(HaltProcess.class);

    @Override
    public RuntimeException fatal(String where, Throwable cause) {
        if (cause instanceof PortUnavailable port) {
            LOG.error("Stopping the server: {}", port.getMessage());
            Runtime.getRuntime().halt(port.exitCode());
        }
        LOG.error("Stopping the server: {}: {}", where, cause.toString(), cause);
        Runtime.getRuntime().halt(EXIT_CODE);
        return new IllegalStateException(where, cause);
    }
}
