package io.quorate.simulation.model;

/** What may still happen in a run, as one number. */
final class Budget {

    /** Of what there is a bound. */
    enum Of {
        WRITES,
        SYNCS,
        CRASHES,
        CUTS,
        EARLY,
        VERDICTS,
        LOSSES
    }

    private static final int BITS = 4;
    private static final int MASK = (1 << BITS) - 1;

    /** An oracle names leaders, and may name none any more. */
    private static final int WITH_ORACLE = 1 << 30;

    /** Connecting takes time. */
    private static final int SLOW = 1 << 31;

    private int code;

    Budget(Bounds bounds) {
        set(Of.WRITES, bounds.writes());
        set(Of.SYNCS, bounds.syncs());
        set(Of.CRASHES, bounds.crashes());
        set(Of.CUTS, bounds.cuts());
        set(Of.EARLY, bounds.early());
        set(Of.VERDICTS, bounds.verdicts());
        set(Of.LOSSES, bounds.losses());
        code |= bounds.verdicts() > 0 ? WITH_ORACLE : 0;
        code |= bounds.slow() > 0 ? SLOW : 0;
    }

    Budget(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    void set(int newCode) {
        code = newCode;
    }

    private void set(Of what, int left) {
        if (left < 0 || left > MASK) {
            throw new IllegalArgumentException(what + ": " + left);
        }
        code = code & ~(MASK << what.ordinal() * BITS) | left << what.ordinal() * BITS;
    }

    int left(Of what) {
        return code >> what.ordinal() * BITS & MASK;
    }

    boolean has(Of what) {
        return left(what) > 0;
    }

    /** Nothing is left, and connecting takes no time. */
    boolean isSpent() {
        return (code & ~WITH_ORACLE) == 0;
    }

    boolean isWithOracle() {
        return (code & WITH_ORACLE) != 0;
    }

    boolean isSlow() {
        return (code & SLOW) != 0;
    }

    /** Uses one up; how many there were. */
    int take(Of what) {
        int before = left(what);
        set(what, before - 1);
        return before;
    }
}
