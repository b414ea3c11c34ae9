package io.quorate.simulation.graph;

import io.quorate.model.Membership;
import io.quorate.peer.DialId;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;

/**
 * The fingerprint of one object graph. Equal for graphs that differ only in what cannot matter: the
 * order within hash tables, the time on the clocks, and the numbers that links, dials and reads got
 * as their names.
 */
final class GraphHash {

    private static final long NULL = 1;
    private static final long AGAIN = 2;
    private static final long TIME = 3;
    private static final long NAMED = 4;
    private static final long MEMBERS = 5;

    private final Graphs graphs;
    private final long nowNanos;
    private final Map<Object, Integer> seen = new IdentityHashMap<>(400);
    private final List<Object> names = new ArrayList<>();

    /** Objects of which fields mean nothing because something else rests. */
    private final Map<Object, Set<String>> resting = new IdentityHashMap<>();

    private long high = 0x243f6a8885a308d3L;
    private long low = 0x13198a2e03707344L;

    GraphHash(Graphs graphs, long nowNanos) {
        this.graphs = graphs;
        this.nowNanos = nowNanos;
    }

    Fingerprint of(Object root) {
        visit(root);
        return new Fingerprint(finished(high), finished(low ^ high));
    }

    private static long finished(long value) {
        long mixed = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }

    private void mix(long value) {
        high = (high ^ value) * 0x9e3779b97f4a7c15L;
        high ^= high >>> 32;
        low = Long.rotateLeft(low + value * 0xc2b2ae3d27d4eb4fL, 31) * 0x165667b19e3779f9L;
    }

    private void number(long value) {
        if (Graphs.isTime(value)) {
            long age = nowNanos - value;
            mix(TIME);
            mix(Math.clamp(age, -Graphs.TIME_MAX_NANOS, Graphs.TIME_MAX_NANOS));
        } else {
            mix(value);
        }
    }

    private void name(Object name) {
        int number = names.indexOf(name);
        if (number < 0) {
            number = names.size();
            names.add(name);
        }
        mix(NAMED);
        mix(number);
    }

    private void visit(Object value) {
        switch (value) {
            case null -> mix(NULL);
            case Long number -> number(number);
            case Number number -> mix(number.longValue());
            case Boolean is -> mix(is ? 7 : 8);
            case String text -> mix(Layout.hash(text));
            case Enum<?> constant ->
                    mix(Layout.hash(constant.getDeclaringClass().getName()) + constant.ordinal());
            case Class<?> type -> mix(Layout.hash(type.getName()));
            case Logger any -> mix(0);
            case LinkId link -> name(link);
            case DialId dial -> name(dial);
            // Its version stands for it: nothing is reconfigured.
            case Membership membership -> {
                mix(MEMBERS);
                mix(membership.version());
            }
            case EnsembleSettings settings -> mix(settings.self().value());
            default -> compound(value);
        }
    }

    private void compound(Object value) {
        if (!value.getClass().isRecord()) {
            Integer before = seen.putIfAbsent(value, seen.size());
            if (before != null) {
                mix(AGAIN);
                mix(before);
                return;
            }
        }
        switch (value) {
            case byte[] bytes -> {
                mix(bytes.length);
                for (byte b : bytes) {
                    mix(b);
                }
            }
            case long[] longs -> {
                mix(longs.length);
                for (long one : longs) {
                    number(one);
                }
            }
            case int[] ints -> {
                mix(ints.length);
                for (int one : ints) {
                    mix(one);
                }
            }
            case Object[] elements -> {
                mix(elements.length);
                for (int i = 0; i < elements.length; i++) {
                    if (elements[i] != null) {
                        mix(i);
                        visit(elements[i]);
                    }
                }
            }
            case Map<?, ?> map -> map(map);
            case Collection<?> collection -> collection(collection);
            default -> fields(value);
        }
    }

    private void map(Map<?, ?> map) {
        mix(map.size());
        boolean ordered = map instanceof SortedMap || map instanceof LinkedHashMap;
        for (Object key : ordered ? map.keySet() : inOrder(map.keySet())) {
            visit(key);
            visit(map.get(key));
        }
    }

    private void collection(Collection<?> collection) {
        mix(collection.size());
        boolean ordered =
                !(collection instanceof Set)
                        || collection instanceof SortedSet
                        || collection instanceof LinkedHashSet;
        for (Object element : ordered ? collection : inOrder(collection)) {
            visit(element);
        }
    }

    /** What a hash table holds, in an order that does not hang on the table. */
    private List<Object> inOrder(Collection<?> elements) {
        List<Object> sorted = new ArrayList<>(elements);
        sorted.sort(
                Comparator.nullsFirst(
                        (one, other) -> {
                            int byRank = Long.compare(rank(one), rank(other));
                            return byRank != 0 ? byRank : compare(one, other);
                        }));
        return sorted;
    }

    private long rank(Object element) {
        return switch (element) {
            case LinkId link -> names.contains(link) ? names.indexOf(link) : link.value() + NEW;
            case DialId dial -> names.contains(dial) ? names.indexOf(dial) : dial.value() + NEW;
            default -> {
                Integer before = seen.get(element);
                yield before == null ? Long.MAX_VALUE : before;
            }
        };
    }

    private static final long NEW = 1L << 32;

    @SuppressWarnings("unchecked")
    private int compare(Object one, Object other) {
        if (one instanceof Comparable<?> comparable) {
            return ((Comparable<Object>) comparable).compareTo(other);
        }
        if (one == other || one.equals(other)) {
            return 0;
        }
        if (one.getClass().isRecord()) {
            return one.toString().compareTo(other.toString());
        }
        // Two that look the same from within may come in any order: that makes more states of one.
        return new GraphHash(graphs, nowNanos)
                .of(one)
                .compareTo(new GraphHash(graphs, nowNanos).of(other));
    }

    private void fields(Object value) {
        Layout layout = graphs.layout(value.getClass());
        mix(layout.name());
        Rest rest = layout.rest();
        boolean rests = rest != null && rest.holds(value, graphs);
        if (rests) {
            rest.parts(value, graphs).forEach(part -> resting.put(part, rest.ofParts()));
        }
        Set<String> meaningless = resting.getOrDefault(value, Set.of());
        for (Layout.Slot slot : layout.slots()) {
            if (slot.meaning() == Meaning.NOTHING
                    || rests && rest.meaningless().contains(slot.name())
                    || meaningless.contains(slot.name())) {
                continue;
            }
            if (slot.bytes() == 0) {
                visit(Memory.reference(value, slot.offset()));
                continue;
            }
            long bits = Memory.bits(value, slot.offset(), slot.bytes());
            if (slot.meaning() == Meaning.NAME && bits != 0) {
                name(bits);
            } else if (slot.wide()) {
                number(bits);
            } else {
                mix(bits);
            }
        }
        BiConsumer<Object, LongConsumer> relations = graphs.relations(value.getClass());
        if (relations != null) {
            relations.accept(value, this::mix);
        }
    }
}
