package io.quorate.simulation.graph;

import java.util.List;
import java.util.Set;

/**
 * Fields that mean nothing while another field rests: they are what was left there, and are set
 * anew before they are read.
 *
 * @param field the other one, of the same object or, as {@code part.field}, of one of its parts
 * @param resting its value then, as text: a number, {@code null}, the name of a constant, or {@code
 *     =} and the field whose value it has
 * @param meaningless the fields that are left
 * @param ofParts fields of parts that are left; the part is visited behind its owner
 * @param parts fields that hold these parts
 */
public record Rest(
        String field,
        String resting,
        Set<String> meaningless,
        List<String> parts,
        Set<String> ofParts) {

    /** Of one object alone. */
    public Rest(String field, String resting, Set<String> meaningless) {
        this(field, resting, meaningless, List.of(), Set.of());
    }

    boolean holds(Object owner, Graphs graphs) {
        int dot = field.indexOf('.');
        Object where = dot < 0 ? owner : part(owner, field.substring(0, dot), graphs);
        return text(where, field.substring(dot + 1), graphs)
                .equals(
                        resting.startsWith("=")
                                ? text(where, resting.substring(1), graphs)
                                : resting);
    }

    /** The parts of which fields are left. */
    List<Object> parts(Object owner, Graphs graphs) {
        return parts.stream().map(name -> part(owner, name, graphs)).toList();
    }

    private static Object part(Object owner, String field, Graphs graphs) {
        return Memory.reference(owner, graphs.layout(owner.getClass()).slot(field).offset());
    }

    private static String text(Object owner, String field, Graphs graphs) {
        Layout.Slot slot = graphs.layout(owner.getClass()).slot(field);
        if (slot.bytes() != 0) {
            return Long.toString(Memory.bits(owner, slot.offset(), slot.bytes()));
        }
        Object value = Memory.reference(owner, slot.offset());
        return value instanceof Enum<?> constant ? constant.name() : String.valueOf(value);
    }
}
