package io.quorate.admin;

import io.quorate.model.Znode;
import io.quorate.model.Zxid;
import io.quorate.runtime.Clock;
import io.quorate.service.Inspection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sessions as text: {@code dump}. Source: spec semantics section 13.3. */
final class SessionText {

    private SessionText() {}

    /**
     * @param decides whether this server decides which sessions expire
     */
    static String dump(Inspection inspection, boolean decides, Clock clock) {
        StringBuilder text = new StringBuilder("SessionTracker dump:\n");
        SortedMap<Long, List<Long>> locals = inspection.localSessionsByExpiry();
        if (locals != null) {
            sessions("Local ", locals, clock, text);
        }
        if (decides) {
            sessions(locals == null ? "" : "Global ", inspection.sessionsByExpiry(), clock, text);
        } else {
            known(inspection.globalSessions(), text);
        }
        text.append("ephemeral nodes dump:\n");
        ephemerals(inspection.ephemeralsBySession(), text);
        return text.append("Connections dump:\n").toString();
    }

    private static void known(SortedMap<Long, Integer> timeouts, StringBuilder text) {
        text.append("Global Sessions(").append(timeouts.size()).append("):\n");
        timeouts.forEach(
                (session, millis) ->
                        text.append(Zxid.text(session)).append('\t').append(millis).append("ms\n"));
    }

    private static void sessions(
            String kind, SortedMap<Long, List<Long>> byExpiry, Clock clock, StringBuilder text) {
        int all = byExpiry.values().stream().mapToInt(List::size).sum();
        text.append(kind)
                .append("Session Sets (")
                .append(byExpiry.size())
                .append(")/(")
                .append(all)
                .append("):\n");
        long wallMinusMonotonic = clock.wallMillis() - clock.nowMillis();
        byExpiry.forEach(
                (expiryMillis, sessions) -> {
                    text.append(sessions.size())
                            .append(" expire at ")
                            .append(new Date(expiryMillis + wallMinusMonotonic))
                            .append(":\n");
                    sessions.forEach(
                            session -> text.append('\t').append(Zxid.text(session)).append('\n'));
                });
    }

    private static void ephemerals(Map<Long, List<Znode>> bySession, StringBuilder text) {
        text.append("Sessions with Ephemerals (").append(bySession.size()).append("):\n");
        new TreeMap<>(bySession)
                .forEach(
                        (session, paths) -> {
                            text.append(Zxid.text(session)).append(":\n");
                            paths.forEach(path -> text.append('\t').append(path).append('\n'));
                        });
    }
}
