package io.quorate.sources;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in docs/spec or docs/adr, as the sources name it. Behind the first page of a sentence the
 * word {@code spec} is left out:
 *
 * <pre>
 * spec semantics sections 3 to 7 and 10.4, disk-format section 9 (F2, F3)
 * consensus SPI C2 to C4, storage SPI section 1, docs/adr/0054 (a remark)
 * </pre>
 *
 * @param page its file below docs, without ending; of a decision the number alone
 * @param places sections and rules, ranges written out
 */
record Citation(String page, List<String> places) {

    private static final Pattern ONE =
            pattern(
                    "(?:(?<spi>consensus|storage) SPI|(?<spec>spec )?(?<page>[a-z]+(?:-[a-z]+)?))"
                            + " (?<places>sections? NUMBER(?:SEP NUMBER)*|RULE(?:SEP RULE)*)REMARK"
                            + "|docs/(?<decision>adr/\\d{4})REMARK");
    private static final Pattern SEPARATOR = Pattern.compile(", | and ");
    private static final Pattern RANGE = pattern("(?<from>NUMBER|RULE)(?: to (?<to>NUMBER|RULE))?");
    private static final Pattern LAST_NUMBER = Pattern.compile("(.*?)(\\d+)");

    private static Pattern pattern(String grammar) {
        return Pattern.compile(
                grammar.replaceFirst("REMARK", "(?: \\\\((?<remark>[^)]*)\\\\))?")
                        .replace("REMARK", "(?: \\([^)]*\\))?")
                        .replace("SEP", "(?:,| and| to)")
                        .replace("NUMBER", "\\d+(?:\\.\\d+)*")
                        .replace("RULE", "[A-Z]\\d+"));
    }

    /** Whatever a text names in full, by its offset. */
    static Map<Integer, Citation> mentions(String text) {
        Map<Integer, Citation> found = new TreeMap<>();
        Matcher one = ONE.matcher(text);
        while (one.find()) {
            if (isFull(one)) {
                found.put(one.start(), of(one));
            }
        }
        return found;
    }

    /**
     * A sentence that is nothing but citations.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static List<Citation> sentence(String sentence) {
        List<Citation> found = new ArrayList<>();
        Matcher one = ONE.matcher(sentence);
        Matcher separator = SEPARATOR.matcher(sentence);
        int at = 0;
        while (one.region(at, sentence.length()).lookingAt() && (at > 0 || isFull(one))) {
            found.add(of(one));
            at = one.end();
            if (!separator.region(at, sentence.length()).lookingAt()) {
                break;
            }
            at = separator.end();
        }
        if (at < sentence.length()) {
            throw new IllegalArgumentException("no page and place: " + sentence.substring(at));
        }
        return found;
    }

    private static boolean isFull(Matcher one) {
        return one.group("page") == null || one.group("spec") != null;
    }

    private static Citation of(Matcher one) {
        if (one.group("decision") != null) {
            return new Citation(one.group("decision"), List.of());
        }
        String page = one.group("spi") == null ? one.group("page") : "spi-" + one.group("spi");
        List<String> places = new ArrayList<>();
        Matcher range = RANGE.matcher(one.group("places"));
        while (range.find()) {
            write(range.group("from"), range.group("to"), places);
        }
        if (one.group("remark") != null && one.group("remark").matches("[A-Z]\\d+(, [A-Z]\\d+)*")) {
            places.addAll(List.of(one.group("remark").split(", ")));
        }
        return new Citation("spec/" + page, places);
    }

    private static void write(String from, String to, List<String> places) {
        places.add(from);
        if (to != null) {
            Matcher first = LAST_NUMBER.matcher(from);
            Matcher last = LAST_NUMBER.matcher(to);
            if (first.matches() && last.matches() && first.group(1).equals(last.group(1))) {
                for (int i = Integer.parseInt(first.group(2)) + 1;
                        i < Integer.parseInt(last.group(2));
                        i++) {
                    places.add(first.group(1) + i);
                }
            }
            places.add(to);
        }
    }
}
