package io.quorate.simulation.model;

/** A small number for each of many long ones. One thread. */
final class LongBytes {

    private long[] keys = new long[1 << 12];
    private byte[] values = new byte[1 << 12];
    private int size;

    /** -1 if there is none. */
    int get(long key) {
        int at = slot(key == 0 ? 1 : key);
        return keys[at] == 0 ? -1 : values[at];
    }

    void put(long key, int value) {
        long stands = key == 0 ? 1 : key;
        int at = slot(stands);
        if (keys[at] == 0) {
            keys[at] = stands;
            size++;
        }
        values[at] = (byte) value;
        if (size > keys.length / 4 * 3) {
            grow();
        }
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int at = (int) key & mask;
        while (keys[at] != 0 && keys[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        byte[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new byte[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = slot(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }
}
