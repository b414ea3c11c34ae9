package io.quorate.simulation.graph;

import java.util.Set;

/**
 * Fields that mean nothing while another field of the same object rests: they are what was left
 * there, and are set anew before they are read.
 *
 * @param field the other one
 * @param resting its value then, as text: a number, {@code null}, or the name of a constant
 * @param meaningless the fields that are left
 */
public record Rest(String field, String resting, Set<String> meaningless) {

    boolean holds(Object owner, Layout layout) {
        Layout.Slot slot = layout.slot(field);
        String now;
        if (slot.bytes() != 0) {
            now = Long.toString(Memory.bits(owner, slot.offset(), slot.bytes()));
        } else {
            Object value = Memory.reference(owner, slot.offset());
            now = value instanceof Enum<?> constant ? constant.name() : String.valueOf(value);
        }
        return now.equals(resting);
    }
}
