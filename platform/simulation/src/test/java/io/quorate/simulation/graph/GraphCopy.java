package io.quorate.simulation.graph;

import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;

/**
 * Copies one object graph. What never changes is shared: values of the SPI, records without
 * anything that changes, and bytes in records (consensus SPI M11). Collections are filled anew,
 * since a map by identity would not find the copies of its keys.
 */
final class GraphCopy {

    /** Objects of a server that are copied. */
    private static final int EXPECTED = 400;

    private final Graphs graphs;
    private final Map<Object, Object> copies = new IdentityHashMap<>(EXPECTED);
    private Meaning setting;
    private long setTo;

    GraphCopy(Graphs graphs) {
        this.graphs = graphs;
    }

    /** Changes the original instead: every field of a meaning. */
    GraphCopy setting(Meaning meaning, long value) {
        setting = meaning;
        setTo = value;
        return this;
    }

    Object of(Object original) {
        if (original == null || isShared(original)) {
            return original;
        }
        Object known = copies.get(original);
        if (known != null) {
            return known;
        }
        if (original.getClass().isArray()) {
            return array(original);
        }
        if (original instanceof Map<?, ?> map) {
            return map(map);
        }
        if (original instanceof Collection<?> collection) {
            return collection(collection);
        }
        return object(original);
    }

    private boolean isShared(Object value) {
        return value instanceof String
                || value instanceof Long
                || value instanceof Integer
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum<?>
                || value instanceof Class<?>
                || value instanceof Logger
                || graphs.layout(value.getClass()).isValue();
    }

    private Object array(Object original) {
        int length = Array.getLength(original);
        Object copy = Array.newInstance(original.getClass().getComponentType(), length);
        copies.put(original, copy);
        if (copy instanceof Object[] elements) {
            Object[] from = (Object[]) original;
            for (int i = 0; i < length; i++) {
                elements[i] = of(from[i]);
            }
        } else {
            System.arraycopy(original, 0, copy, 0, length);
        }
        return copy;
    }

    private Object map(Map<?, ?> original) {
        Map<Object, Object> copy =
                switch (original) {
                    case LinkedHashMap<?, ?> linked -> new LinkedHashMap<>();
                    case HashMap<?, ?> hashed -> new HashMap<>();
                    case TreeMap<?, ?> sorted when sorted.comparator() == null -> new TreeMap<>();
                    default -> null;
                };
        if (copy == null) {
            return immutable(original, original.values(), original.keySet());
        }
        copies.put(original, copy);
        original.forEach((key, value) -> copy.put(of(key), of(value)));
        return copy;
    }

    private Object collection(Collection<?> original) {
        Collection<Object> copy =
                switch (original) {
                    case ArrayList<?> list -> new ArrayList<>(list.size());
                    case ArrayDeque<?> deque -> new ArrayDeque<>();
                    case LinkedHashSet<?> linked -> new LinkedHashSet<>();
                    case HashSet<?> hashed -> new HashSet<>();
                    case TreeSet<?> sorted when sorted.comparator() == null -> new TreeSet<>();
                    default -> null;
                };
        if (copy == null) {
            Map<?, ?> viewed = viewed(original);
            if (viewed != null) {
                return ((Map<?, ?>) of(viewed)).values();
            }
            return immutable(original, original, List.of());
        }
        copies.put(original, copy);
        original.forEach(element -> copy.add(of(element)));
        return copy;
    }

    /** The map whose values a collection shows; null if it is none of these. */
    private Map<?, ?> viewed(Object collection) {
        if (!collection.getClass().getName().endsWith("Values")) {
            return null;
        }
        Layout.Slot outer = graphs.layout(collection.getClass()).slot("this$0");
        return outer == null ? null : (Map<?, ?>) Memory.reference(collection, outer.offset());
    }

    /** Immutable collections are shared if what they hold is. */
    private Object immutable(Object original, Collection<?> values, Collection<?> keys) {
        for (Object element : values) {
            if (of(element) != element) {
                return object(original);
            }
        }
        for (Object element : keys) {
            if (of(element) != element) {
                throw new IllegalStateException("not copied: " + original.getClass());
            }
        }
        return original;
    }

    private Object object(Object original) {
        Layout layout = graphs.layout(original.getClass());
        if (setting != null) {
            copies.put(original, original);
            for (Layout.Slot slot : layout.slots()) {
                if (slot.bytes() == 0) {
                    of(Memory.reference(original, slot.offset()));
                } else if (slot.meaning() == setting) {
                    Memory.putBits(original, slot.offset(), 8, setTo);
                }
            }
            return original;
        }
        if (layout.slots().isEmpty()) {
            return original;
        }
        return layout.isRecord() ? record(original, layout) : fields(original, layout);
    }

    private Object record(Object original, Layout layout) {
        boolean same = true;
        for (Layout.Slot slot : layout.slots()) {
            same &= slot.bytes() != 0 || component(original, slot) == raw(original, slot);
        }
        if (same) {
            return original;
        }
        Object copy = Memory.allocate(original.getClass());
        for (Layout.Slot slot : layout.slots()) {
            if (slot.bytes() == 0) {
                Memory.putReference(copy, slot.offset(), component(original, slot));
            } else {
                bits(original, copy, slot);
            }
        }
        copies.put(original, copy);
        return copy;
    }

    private static Object raw(Object original, Layout.Slot slot) {
        return Memory.reference(original, slot.offset());
    }

    private Object component(Object original, Layout.Slot slot) {
        Object value = raw(original, slot);
        return value != null && value.getClass().isArray() && !(value instanceof Object[])
                ? value
                : of(value);
    }

    private Object fields(Object original, Layout layout) {
        Object copy = Memory.allocate(original.getClass());
        copies.put(original, copy);
        for (Layout.Slot slot : layout.slots()) {
            if (slot.bytes() == 0) {
                Memory.putReference(copy, slot.offset(), of(raw(original, slot)));
            } else {
                bits(original, copy, slot);
            }
        }
        return copy;
    }

    private static void bits(Object from, Object to, Layout.Slot slot) {
        Memory.putBits(
                to, slot.offset(), slot.bytes(), Memory.bits(from, slot.offset(), slot.bytes()));
    }
}
