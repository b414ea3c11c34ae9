package io.quorate.replica.host;

import io.quorate.model.OpCode;
import io.quorate.runtime.Clock;
import io.quorate.runtime.LogText;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that ended in an exception before anything came of them: a fault of this server, which
 * costs that request and nothing else. One line for each, at most one in an interval; the stack
 * trace the first time an exception comes from a place. Any thread.
 */
public final class RequestFaults {

    private static final Logger LOG = LoggerFactory.getLogger(RequestFaults.class);
    private static final long INTERVAL_MILLIS = 1_000;
    private static final int PLACES_MAX = 64;

    private final Clock clock;
    private final Set<String> places = new HashSet<>();
    private long nextMillis = Long.MIN_VALUE;
    private long leftOut;

    RequestFaults(Clock clock) {
        this.clock = clock;
    }

    /** A request of kind {@code op} has failed and is refused. */
    public synchronized void refused(int op, long sessionId, RuntimeException failure) {
        long now = clock.nowMillis();
        boolean isNew = isNewPlace(failure);
        if (!isNew && now < nextMillis) {
            leftOut++;
            return;
        }
        nextMillis = now + INTERVAL_MILLIS;
        LOG.error(
                "A {} request of session 0x{} is refused: it failed with {} ({} like it not shown)",
                OpCode.name(op),
                Long.toHexString(sessionId),
                LogText.of(failure),
                leftOut,
                isNew ? failure : null);
        leftOut = 0;
    }

    private boolean isNewPlace(RuntimeException failure) {
        StackTraceElement[] stack = failure.getStackTrace();
        String place = failure.getClass().getName() + (stack.length > 0 ? stack[0] : "");
        return places.size() < PLACES_MAX && places.add(place);
    }
}
