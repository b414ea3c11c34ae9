package io.quorate.sessions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sessions grouped by the tick at which they expire, so that a touch costs nothing while the tick
 * stays the same and expiry looks at whole groups. Source: spec semantics section 4.2.
 */
final class ExpiryBuckets {

    private final long tickMillis;
    private final Map<Long, Bucket> buckets = new HashMap<>();
    private long nextMillis;

    ExpiryBuckets(long tickMillis, long nowMillis) {
        this.tickMillis = tickMillis;
        this.nextMillis = roundUp(nowMillis);
    }

    /** The sessions of one tick, a doubly linked list. */
    static final class Bucket {

        private final long atMillis;
        private @Nullable Session first;

        private Bucket(long atMillis) {
            this.atMillis = atMillis;
        }

        long atMillis() {
            return atMillis;
        }
    }

    /** Moves the session to the bucket of {@code now + timeout}, or to the next one to expire. */
    void touch(Session session, int timeoutMillis, long nowMillis) {
        long at = Math.max(nextMillis, roundUp(nowMillis + timeoutMillis));
        Bucket old = session.bucket;
        if (old != null) {
            if (old.atMillis == at) {
                return;
            }
            unlink(session, old);
        }
        Bucket target = buckets.computeIfAbsent(at, Bucket::new);
        session.bucket = target;
        session.previous = null;
        session.next = target.first;
        if (target.first != null) {
            target.first.previous = session;
        }
        target.first = session;
    }

    void remove(Session session) {
        if (session.bucket != null) {
            unlink(session, session.bucket);
            session.bucket = null;
        }
    }

    /** Takes out every session whose tick has passed. */
    List<Session> expire(long nowMillis) {
        @Nullable List<Session> expired = null;
        while (nextMillis <= nowMillis) {
            Bucket due = buckets.remove(nextMillis);
            nextMillis += tickMillis;
            if (due == null) {
                continue;
            }
            if (expired == null) {
                expired = new ArrayList<>();
            }
            for (Session session = due.first; session != null; ) {
                Session following = session.next;
                session.bucket = null;
                session.previous = null;
                session.next = null;
                expired.add(session);
                session = following;
            }
        }
        return expired == null ? List.of() : expired;
    }

    SortedMap<Long, List<Long>> ids() {
        SortedMap<Long, List<Long>> all = new TreeMap<>();
        for (Bucket bucket : buckets.values()) {
            List<Long> ids = new ArrayList<>();
            for (Session session = bucket.first; session != null; session = session.next) {
                ids.add(session.id());
            }
            all.put(bucket.atMillis, ids);
        }
        return all;
    }

    private void unlink(Session session, Bucket bucket) {
        if (session.previous == null) {
            bucket.first = session.next;
        } else {
            session.previous.next = session.next;
        }
        if (session.next != null) {
            session.next.previous = session.previous;
        }
        session.previous = null;
        session.next = null;
        if (bucket.first == null) {
            buckets.remove(bucket.atMillis);
        }
    }

    private long roundUp(long millis) {
        return (Math.floorDiv(millis, tickMillis) + 1) * tickMillis;
    }
}
