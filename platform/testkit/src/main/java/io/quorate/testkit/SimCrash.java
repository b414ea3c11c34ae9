package io.quorate.testkit;

/** The simulated machine has lost power; nothing runs any more until {@link SimDisk#restart()}. */
public final class SimCrash extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SimCrash(String where) {
        super("power lost at " + where, null, false, false);
    }
}
