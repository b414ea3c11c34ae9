package io.quorate.admin;

import io.quorate.model.Zxid;
import io.quorate.runtime.Clock;
import io.quorate.service.Inspection;
import io.quorate.service.PiecewiseText;
import java.util.ArrayList;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;

/** Sessions as text: {@code dump}. Source: spec semantics section 13.3. */
final class SessionText {

    private SessionText() {}

    /**
     * @param decides whether this server decides which sessions expire
     */
    static PiecewiseText dump(Inspection inspection, boolean decides, Clock clock) {
        List<Iterator<String>> parts = new ArrayList<>();
        parts.add(TextLines.line("SessionTracker dump:\n"));
        SortedMap<Long, List<Long>> locals = inspection.localSessionsByExpiry();
        if (locals != null) {
            parts.add(sessions("Local ", locals, clock));
        }
        if (decides) {
            parts.add(
                    sessions(
                            locals == null ? "" : "Global ", inspection.sessionsByExpiry(), clock));
        } else {
            parts.add(known(inspection.globalSessions()));
        }
        parts.add(
                TextLines.line(
                        "ephemeral nodes dump:\nSessions with Ephemerals ("
                                + inspection.sessionsWithEphemerals()
                                + "):\n"));
        Inspection.Walk<Inspection.SessionPaths> ephemerals = inspection.ephemeralsBySession();
        parts.add(paths(ephemerals, ":\n"));
        parts.add(TextLines.line("Connections dump:\n"));
        return TextLines.of(parts, ephemerals::close);
    }

    /** Sessions, each with what ends its line, and their paths. */
    static Iterator<String> paths(Iterator<Inspection.SessionPaths> sessions, String end) {
        return TextLines.nested(
                sessions,
                session ->
                        TextLines.nested(
                                List.of(
                                                TextLines.line(Zxid.text(session.session()) + end),
                                                TextLines.each(
                                                        session.paths(),
                                                        path -> "\t" + path + '\n'))
                                        .iterator(),
                                Function.identity()));
    }

    private static Iterator<String> known(SortedMap<Long, Integer> timeouts) {
        return TextLines.nested(
                List.of(
                                TextLines.line("Global Sessions(" + timeouts.size() + "):\n"),
                                TextLines.each(
                                        timeouts.entrySet().iterator(),
                                        entry ->
                                                Zxid.text(entry.getKey())
                                                        + '\t'
                                                        + entry.getValue()
                                                        + "ms\n"))
                        .iterator(),
                Function.identity());
    }

    private static Iterator<String> sessions(
            String kind, SortedMap<Long, List<Long>> byExpiry, Clock clock) {
        int all = byExpiry.values().stream().mapToInt(List::size).sum();
        long wallMinusMonotonic = clock.wallMillis() - clock.nowMillis();
        Iterator<String> head =
                TextLines.line(kind + "Session Sets (" + byExpiry.size() + ")/(" + all + "):\n");
        Iterator<String> buckets =
                TextLines.nested(
                        byExpiry.entrySet().iterator(),
                        bucket ->
                                TextLines.nested(
                                        List.of(
                                                        TextLines.line(
                                                                bucket.getValue().size()
                                                                        + " expire at "
                                                                        + new Date(
                                                                                bucket.getKey()
                                                                                        + wallMinusMonotonic)
                                                                        + ":\n"),
                                                        TextLines.each(
                                                                bucket.getValue().iterator(),
                                                                session ->
                                                                        '\t'
                                                                                + Zxid.text(session)
                                                                                + '\n'))
                                                .iterator(),
                                        Function.identity()));
        return TextLines.nested(List.of(head, buckets).iterator(), Function.identity());
    }
}
