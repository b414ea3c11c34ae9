package io.quorate.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the packages and versions of an {@code Export-Package} header; other attributes and
 * directives are dropped.
 */
final class ExportHeader {

    private ExportHeader() {}

    /** One clause per package and version; a package may be exported in several versions. */
    static List<String> clauses(String header) {
        List<String> clauses = new ArrayList<>();
        for (String clause : split(header, ',')) {
            List<String> names = new ArrayList<>();
            String version = "";
            for (String part : split(clause, ';')) {
                int equals = part.indexOf('=');
                if (equals < 0) {
                    names.add(part.trim());
                } else if (part.substring(0, equals).trim().equals("version")) {
                    version = part.substring(equals + 1).trim().replace("\"", "");
                }
            }
            for (String name : names) {
                clauses.add(version.isEmpty() ? name : name + ";version=\"" + version + "\"");
            }
        }
        return clauses;
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
