package io.quorate.sources;

import java.util.ArrayList;
import java.util.List;

/**
 * A comment of a Java file.
 *
 * @param line its first one
 * @param text its lines without marks, joined by a space; an empty line leaves two
 * @param ends of the lines in the text
 */
record Comment(int line, String text, List<Integer> ends) {

    /** The comments of a file; each ends where a line without one follows. */
    static List<Comment> in(List<String> lines) {
        List<Comment> comments = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        List<Integer> ends = new ArrayList<>();
        for (int at = 0; at <= lines.size(); at++) {
            String line = at < lines.size() ? lines.get(at).strip() : "";
            if (line.matches("(\\*|/\\*|//).*")) {
                text.append(line.replaceFirst("^(/\\*+|//|\\*(?!/))", "").replace("*/", "").strip())
                        .append(' ');
                ends.add(text.length());
            } else if (!ends.isEmpty()) {
                comments.add(new Comment(at - ends.size() + 1, text.toString(), List.copyOf(ends)));
                text.setLength(0);
                ends.clear();
            }
        }
        return comments;
    }

    /** The line of the file where a place in the text is. */
    int lineAt(int offset) {
        return line + (int) ends.stream().filter(end -> end <= offset).count();
    }
}
