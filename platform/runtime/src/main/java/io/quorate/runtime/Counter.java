package io.quorate.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A number that one thread raises and any thread reads. No lock, no fence. */
public final class Counter {

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final String name;
    private long value;

    /** {@code name} as it appears in {@code mntr}, without prefix. */
    public Counter(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Owner thread only. */
    public void add(long amount) {
        VALUE.setOpaque(this, value + amount);
    }

    /** Any thread. */
    public long value() {
        return (long) VALUE.getOpaque(this);
    }

    /** Owner thread only. */
    public void reset() {
        VALUE.setOpaque(this, 0L);
    }
}
