package io.quorate.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line into words. A word that begins with a quote ends with the next one of its kind;
 * there are no escapes.
 */
final class Words {

    private Words() {}

    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            char first = line.charAt(at);
            if (Character.isWhitespace(first)) {
                at++;
                continue;
            }
            boolean quote = first == '"' || first == '\'';
            int end = quote ? line.indexOf(first, at + 1) : endOfPlain(line, at);
            if (quote && end >= 0) {
                words.add(line.substring(at + 1, end));
                at = end + 1;
            } else if (quote) {
                // A quote that nobody closes is no quote.
                at++;
            } else {
                words.add(line.substring(at, end));
                at = end;
            }
        }
        return words;
    }

    private static int endOfPlain(String line, int begin) {
        int end = begin;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        return end;
    }
}
