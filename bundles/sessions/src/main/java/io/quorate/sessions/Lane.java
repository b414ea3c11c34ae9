package io.quorate.sessions;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that have no answer yet, in the order they came: what keeps a
 * session first in, first out. A request is answered when it is at the head and ready. Loop thread
 * only.
 *
 * @param <E> what the replica remembers of a request
 */
public final class Lane<E> implements Iterable<E> {

    private static final int INITIAL = 4;

    private @Nullable ArrayDeque<E> waiting;

    /** True if nothing waits: a read may be answered at once. */
    public boolean isEmpty() {
        return waiting == null || waiting.isEmpty();
    }

    public void add(E entry) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(INITIAL);
        }
        waiting.add(entry);
    }

    /** The oldest entry, or null. */
    public @Nullable E head() {
        return waiting == null ? null : waiting.peek();
    }

    /** Removes the oldest entry; there must be one. */
    @SuppressWarnings("NullAway") // it is not empty
    public E take() {
        return waiting.poll();
    }

    /** From the oldest to the newest; the lane must not change meanwhile. */
    @Override
    public Iterator<E> iterator() {
        return waiting == null ? Collections.emptyIterator() : waiting.iterator();
    }

    public int size() {
        return waiting == null ? 0 : waiting.size();
    }

    /** Drops everything. */
    public void clear() {
        waiting = null;
    }
}
