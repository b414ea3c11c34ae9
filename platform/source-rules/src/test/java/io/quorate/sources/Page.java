package io.quorate.sources;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation: what can be named in it, and where it leads.
 *
 * @param sections numbers of headings, such as {@code 3} and {@code 3.1}
 * @param rules letter and number, in bold at the begin of a paragraph or alone in the first cell of
 *     a row
 * @param anchors of headings, as they stand behind a {@code #}
 */
record Page(Set<String> sections, Set<String> rules, Set<String> anchors, List<Link> links) {

    /** Where a link stands, and where it leads. */
    record Link(int line, String target) {}

    private static final String FENCE = "```";
    private static final Pattern HEADING = Pattern.compile("#+ (?:(\\d+(?:\\.\\d+)*)\\.? )?.*");
    private static final Pattern RULE = Pattern.compile("(?:\\*\\*|\\| )([A-Z]\\d+)[ .].*");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

    static Page read(Path file) throws IOException {
        Page page = new Page(new HashSet<>(), new HashSet<>(), new HashSet<>(), new ArrayList<>());
        StringBuilder prose = new StringBuilder();
        boolean fenced = false;
        for (String line : Files.readAllLines(file)) {
            boolean fence = line.startsWith(FENCE);
            if (!fenced && !fence) {
                page.takes(line);
                prose.append(line);
            }
            prose.append('\n');
            fenced ^= fence;
        }
        String text = prose.toString().replaceAll("`[^`\n]*`", "");
        Matcher link = LINK.matcher(text);
        while (link.find()) {
            page.links.add(new Link(lineAt(text, link.start()), link.group(1)));
        }
        return page;
    }

    boolean has(String place) {
        return sections.contains(place) || rules.contains(place);
    }

    private void takes(String line) {
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) {
            anchors.add(anchor(line));
            if (heading.group(1) != null) {
                sections.add(heading.group(1));
            }
        }
        Matcher rule = RULE.matcher(line);
        if (rule.matches()) {
            rules.add(rule.group(1));
        }
    }

    /** As GitHub makes it of a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
    }

    static int lineAt(String text, int offset) {
        return 1 + (int) text.chars().limit(offset).filter(c -> c == '\n').count();
    }
}
