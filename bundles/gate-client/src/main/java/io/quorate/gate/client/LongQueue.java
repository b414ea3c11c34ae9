package io.quorate.gate.client;

import java.util.Arrays;

/** First in, first out, without boxing. One thread. */
final class LongQueue {

    private static final int FEWEST = 4;

    private long[] values = new long[FEWEST];
    private int head;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(long value) {
        int capacity = values.length;
        if (size == capacity) {
            long[] wider = Arrays.copyOf(values, capacity * 2);
            // The part before the head belongs behind the part after it.
            System.arraycopy(values, 0, wider, capacity, head);
            values = wider;
        }
        values[(head + size) & (values.length - 1)] = value;
        size++;
    }

    /** Takes the oldest; only if there is one. */
    long remove() {
        long value = values[head];
        head = (head + 1) & (values.length - 1);
        size--;
        return value;
    }
}
