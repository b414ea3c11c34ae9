package io.quorate.simulation.graph;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;

/**
 * Copies of object graphs, and their fingerprints. An object graph is what can be reached from one
 * object by its fields. Any thread.
 */
public final class Graphs {

    /**
     * Clocks in a graph show numbers near this one; so every number near it is a time and counts by
     * its distance from the present. Nothing else a server counts comes near it.
     */
    public static final long CLOCK_BASE_NANOS = 1L << 60;

    /** Times farther from the present than this are all the same; no timer of a core is longer. */
    static final long TIME_MAX_NANOS = 130_000_000_000L;

    private static final long NEAR = 1L << 50;

    private final Map<String, Meaning> meanings;
    private final Map<String, Rest> rests;
    private final Map<Class<?>, BiConsumer<Object, LongConsumer>> relations;
    private final Map<Class<?>, Layout> layouts = new ConcurrentHashMap<>();

    /**
     * Graphs of certain classes.
     *
     * @param meanings of fields, {@code class#field}, that do not simply count as what they are
     * @param rests by class: when some of its fields mean nothing
     * @param relations for a class: what counts of its objects beside their fields
     */
    public Graphs(
            Map<String, Meaning> meanings,
            Map<String, Rest> rests,
            Map<Class<?>, BiConsumer<Object, LongConsumer>> relations) {
        this.meanings = Map.copyOf(meanings);
        this.rests = Map.copyOf(rests);
        this.relations = Map.copyOf(relations);
    }

    /** Whether a number is a time. */
    static boolean isTime(long value) {
        return value > CLOCK_BASE_NANOS - NEAR && value < CLOCK_BASE_NANOS + NEAR;
    }

    Layout layout(Class<?> type) {
        Layout known = layouts.get(type);
        if (known == null) {
            known = new Layout(type, meanings, rests.get(type.getName()));
            layouts.put(type, known);
        }
        return known;
    }

    BiConsumer<Object, LongConsumer> relations(Class<?> type) {
        return relations.get(type);
    }

    /** A copy that shares nothing that changes with the original. */
    @SuppressWarnings("unchecked")
    public <T> T copy(T root) {
        return (T) new GraphCopy(this).of(root);
    }

    /** The fingerprint of a graph at a moment. */
    public Fingerprint fingerprint(Object root, long nowNanos) {
        return new GraphHash(this, nowNanos).of(root);
    }

    /** Sets the clocks in a graph that begin at 0. */
    public void setClocks(Object root) {
        new GraphCopy(this).setting(Meaning.CLOCK, CLOCK_BASE_NANOS).of(root);
    }

    /** Begins the numbers in a graph anew that no answer that is still under way names. */
    public void beginAnew(Object root) {
        new GraphCopy(this).setting(Meaning.ANEW, 0).of(root);
    }
}
