package io.quorate.testkit.sim.invariant;

import java.util.Locale;

/** An invariant does not hold. */
public final class Violation extends AssertionError {

    private static final long serialVersionUID = 1;

    private final String invariant;

    /**
     * The message says which and how.
     *
     * @param invariant its name in docs/TESTING.md
     */
    public Violation(String invariant, String format, Object... arguments) {
        super(invariant + ": " + String.format(Locale.ROOT, format, arguments));
        this.invariant = invariant;
    }

    /** Name of the invariant. */
    public String invariant() {
        return invariant;
    }
}
