package io.quorate.admin;

import io.quorate.model.Zxid;
import io.quorate.service.Inspection;

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

    static String bySession(Inspection inspection) {
        StringBuilder text = new StringBuilder();
        inspection
                .watchesBySession()
                .forEach(
                        (session, paths) -> {
                            text.append(Zxid.text(session)).append('\n');
                            paths.forEach(path -> text.append('\t').append(path).append('\n'));
                        });
        return text.append('\n').toString();
    }

    static String byPath(Inspection inspection) {
        StringBuilder text = new StringBuilder();
        inspection
                .watchesByPath()
                .forEach(
                        (path, sessions) -> {
                            text.append(path).append('\n');
                            sessions.forEach(
                                    session ->
                                            text.append('\t')
                                                    .append(Zxid.text(session))
                                                    .append('\n'));
                        });
        return text.append('\n').toString();
    }
}
