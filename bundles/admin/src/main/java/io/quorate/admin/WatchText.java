package io.quorate.admin;

import io.quorate.model.Zxid;
import io.quorate.service.Inspection;
import io.quorate.service.PiecewiseText;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Watches as text: {@code wchs}, {@code wchc}, {@code wchp}. Source: spec semantics section 13.3.
 */
final class WatchText {

    private WatchText() {}

    static String summary(Inspection inspection) {
        Inspection.WatchSummary summary = inspection.watchSummary();
        return summary.connections()
                + " connections watching "
                + summary.paths()
                + " paths\nTotal watches:"
                + summary.watches()
                + '\n';
    }

    static PiecewiseText bySession(Inspection inspection) {
        Inspection.Walk<Inspection.SessionPaths> walk = inspection.watchesBySession();
        return TextLines.of(
                List.of(SessionText.paths(walk, "\n"), TextLines.line("\n")), walk::close);
    }

    static PiecewiseText byPath(Inspection inspection) {
        Inspection.Walk<Inspection.PathSessions> walk = inspection.watchesByPath();
        Iterator<String> lines =
                TextLines.nested(
                        walk,
                        entry ->
                                TextLines.nested(
                                        List.of(
                                                        TextLines.line(entry.path() + "\n"),
                                                        TextLines.each(
                                                                entry.sessions().iterator(),
                                                                WatchText::session))
                                                .iterator(),
                                        Function.identity()));
        return TextLines.of(List.of(lines, TextLines.line("\n")), walk::close);
    }

    private static String session(long session) {
        return '\t' + Zxid.text(session) + '\n';
    }
}
