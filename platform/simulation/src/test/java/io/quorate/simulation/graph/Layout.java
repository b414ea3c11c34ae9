package io.quorate.simulation.graph;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields of one class and what each of them means for a state. */
final class Layout {

    /**
     * A field.
     *
     * @param bytes size of a primitive one; 0 for a reference
     */
    record Slot(String name, long offset, int bytes, boolean wide, Meaning meaning) {}

    private static final Map<Class<?>, Integer> SIZES =
            Map.of(
                    boolean.class,
                    1,
                    byte.class,
                    1,
                    short.class,
                    2,
                    char.class,
                    2,
                    int.class,
                    4,
                    float.class,
                    4,
                    long.class,
                    8,
                    double.class,
                    8);

    /** Packages whose records are values. */
    private static final Set<String> VALUES =
            Set.of(
                    "io.quorate.model",
                    "io.quorate.peer",
                    "io.quorate.consensus",
                    "io.quorate.election");

    private final List<Slot> slots = new ArrayList<>();
    private final long name;
    private final boolean isRecord;
    private final boolean isValue;
    private final Rest rest;

    Layout(Class<?> type, Map<String, Meaning> meanings, Rest rest) {
        this.rest = rest;
        name = hash(type.getName());
        isRecord = type.isRecord();
        isValue =
                isRecord && VALUES.contains(type.getPackageName())
                        || Number.class.isAssignableFrom(type)
                                && type.getPackageName().equals("java.lang");
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            for (Field field : owner.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    slots.add(
                            new Slot(
                                    field.getName(),
                                    Memory.offset(field),
                                    SIZES.getOrDefault(field.getType(), 0),
                                    field.getType() == long.class,
                                    meanings.getOrDefault(
                                            owner.getName() + '#' + field.getName(),
                                            Meaning.VALUE)));
                }
            }
        }
    }

    List<Slot> slots() {
        return slots;
    }

    long name() {
        return name;
    }

    /** When some of the fields mean nothing; null if they always do. */
    Rest rest() {
        return rest;
    }

    /** One of these never changes, and is never copied. */
    boolean isValue() {
        return isValue;
    }

    boolean isRecord() {
        return isRecord;
    }

    /** The field of this name; null if there is none. */
    Slot slot(String field) {
        return slots.stream().filter(slot -> slot.name().equals(field)).findAny().orElse(null);
    }

    static long hash(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = hash * 0x100000001b3L + text.charAt(i);
        }
        return hash;
    }
}
