package io.quorate.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes JSON, as maps (in the order written), lists, strings, longs, doubles, booleans
 * and nulls. Small on purpose: a descriptor is read at every start, before anything else.
 */
final class Json {

    /** Deepest nesting taken. */
    static final int MAX_DEPTH = 32;

    private final String name;
    private final String text;
    private int at;
    private int depth;

    private Json(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /**
     * @param name where the text comes from, for the error message
     * @throws IllegalArgumentException with name, line and column of the first error
     */
    static Object parse(String name, String text) {
        Json json = new Json(name, text);
        Object value = json.value();
        json.blank();
        if (json.at < text.length()) {
            throw json.error("nothing may follow the value");
        }
        return value;
    }

    /** Writes maps, lists, strings, numbers, booleans and nulls, indented by two spaces. */
    static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, "\n", out);
        return out.toString();
    }

    private static void write(Object value, String newLine, StringBuilder out) {
        switch (value) {
            case Map<?, ?> map -> {
                List<Object> members = new ArrayList<>();
                map.forEach((k, v) -> members.add(Map.entry(k, v)));
                write('{', members, '}', newLine, out);
            }
            case List<?> list -> write('[', list, ']', newLine, out);
            case Map.Entry<?, ?> member -> {
                write(member.getKey(), newLine, out);
                out.append(": ");
                write(member.getValue(), newLine, out);
            }
            case String text -> quote(text, out);
            case null, default -> out.append(value);
        }
    }

    private static void write(
            char open, List<?> values, char close, String newLine, StringBuilder out) {
        String inner = newLine + "  ";
        out.append(open);
        String separator = "";
        for (Object value : values) {
            out.append(separator).append(inner);
            write(value, inner, out);
            separator = ",";
        }
        out.append(values.isEmpty() ? "" : newLine).append(close);
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private Object value() {
        blank();
        if (++depth > MAX_DEPTH) {
            throw error("nested deeper than " + MAX_DEPTH);
        }
        Object value =
                switch (peek()) {
                    case '{' -> object();
                    case '[' -> array();
                    case '"' -> string();
                    default -> word();
                };
        depth--;
        return value;
    }

    private Map<String, Object> object() {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        blank();
        while (peek() != '}') {
            if (!map.isEmpty()) {
                expect(',');
            }
            blank();
            String key = string();
            blank();
            expect(':');
            if (map.putIfAbsent(key, value()) != null) {
                throw error("the key \"" + key + "\" is there twice");
            }
            blank();
        }
        at++;
        return map;
    }

    private List<Object> array() {
        List<Object> list = new ArrayList<>();
        at++;
        blank();
        while (peek() != ']') {
            if (!list.isEmpty()) {
                expect(',');
            }
            list.add(value());
            blank();
        }
        at++;
        return list;
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw error("a line ends inside a string");
            }
            out.append(c == '\\' ? escaped() : c);
        }
        at++;
        return out.toString();
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw error("unknown escape \\" + c);
        };
    }

    private char unicode() {
        if (at + 4 > text.length()) {
            throw error("the text ends inside an escape");
        }
        try {
            char c = (char) Integer.parseInt(text, at, at + 4, 16);
            at += 4;
            return c;
        } catch (NumberFormatException e) {
            throw error("\\u needs four hexadecimal digits");
        }
    }

    private Object word() {
        int start = at;
        while (at < text.length() && "{}[]\",: \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        try {
            return switch (word) {
                case "true" -> true;
                case "false" -> false;
                case "null" -> null;
                default -> number(word);
            };
        } catch (NumberFormatException e) {
            at = start;
            throw error("expected a value");
        }
    }

    private static Object number(String word) {
        if (word.matches("-?[0-9]+")) {
            return Long.valueOf(word);
        }
        return Double.valueOf(word);
    }

    private char peek() {
        if (at >= text.length()) {
            throw error("the text ends too early");
        }
        return text.charAt(at);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw error("expected " + c);
        }
        at++;
    }

    private void blank() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException error(String what) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            column++;
            if (text.charAt(i) == '\n') {
                line++;
                column = 1;
            }
        }
        return new IllegalArgumentException(
                name + ", line " + line + ", column " + column + ": " + what);
    }
}
