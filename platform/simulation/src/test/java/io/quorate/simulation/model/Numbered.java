package io.quorate.simulation.model;

import io.quorate.simulation.graph.Fingerprint;
import io.quorate.simulation.graph.Graphs;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/** Gives equal things one number, from 0 on. Any thread. */
final class Numbered<T> {

    private final Graphs graphs;
    private final Map<Fingerprint, Integer> numbers = new ConcurrentHashMap<>();
    private volatile Object[] things = new Object[1024];
    private volatile int size;

    Numbered(Graphs graphs) {
        this.graphs = graphs;
    }

    /** The number of something that shows no time. */
    int of(T thing) {
        return of(graphs.fingerprint(thing, Graphs.CLOCK_BASE_NANOS), number -> thing);
    }

    /** The number of what has this fingerprint; it is made if it is new. */
    int of(Fingerprint fingerprint, IntFunction<T> made) {
        Integer known = numbers.get(fingerprint);
        return known != null ? known : add(fingerprint, made);
    }

    private synchronized int add(Fingerprint fingerprint, IntFunction<T> made) {
        Integer known = numbers.get(fingerprint);
        if (known != null) {
            return known;
        }
        int number = size;
        Object[] all = number < things.length ? things : Arrays.copyOf(things, 2 * number);
        all[number] = made.apply(number);
        things = all; // published with what is in it
        size = number + 1;
        numbers.put(fingerprint, number);
        return number;
    }

    @SuppressWarnings("unchecked")
    T get(int number) {
        return (T) things[number];
    }

    int size() {
        return size;
    }
}
