package io.quorate.simulation.model;

import java.util.Arrays;

/**
 * Things that never change, by a number each of them carries. Any thread; reads take no lock, and
 * may miss what another thread has just entered.
 */
final class KeyTable<T extends KeyTable.Keyed> {

    /** Has a number; all its fields are final, so that any thread that sees it sees it whole. */
    interface Keyed {
        long key();
    }

    private Keyed[] table = new Keyed[4];
    private int size;

    /** Null if it is not there, or not seen yet. */
    @SuppressWarnings("unchecked")
    T get(long key) {
        Keyed[] now = table;
        return (T) now[slot(now, key)];
    }

    private static int slot(Keyed[] table, long key) {
        int mask = table.length - 1;
        int at = (int) ((key ^ key >>> 17 ^ key >>> 41) * 0x9e3779b9L >>> 16) & mask;
        for (Keyed there = table[at]; there != null && there.key() != key; there = table[at]) {
            at = at + 1 & mask;
        }
        return at;
    }

    /** Enters it, unless there is one of this number; the one that is there then. */
    @SuppressWarnings("unchecked")
    synchronized T put(T thing) {
        int at = slot(table, thing.key());
        if (table[at] != null) {
            return (T) table[at];
        }
        if (2 * ++size > table.length) {
            Keyed[] larger = new Keyed[2 * table.length];
            Arrays.stream(table)
                    .filter(one -> one != null)
                    .forEach(one -> larger[slot(larger, one.key())] = one);
            larger[slot(larger, thing.key())] = thing;
            table = larger;
        } else {
            table[at] = thing;
        }
        return thing;
    }
}
