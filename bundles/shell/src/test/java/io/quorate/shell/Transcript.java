package io.quorate.shell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A recorded conversation: {@code > } command, {@code | } line of standard output, {@code ! } line
 * of standard error, {@code = } exit code other than 0. Times and session ids are replaced by
 * words, so that conversations of different days compare.
 */
record Transcript(List<Step> steps) {

    /** One command and what came of it. */
    record Step(String command, List<String> out, List<String> err, int exitCode) {

        static Step of(String command, String out, String err, int exitCode) {
            return new Step(command, lines(out), lines(err), exitCode);
        }

        private static List<String> lines(String text) {
            return text.lines().map(Transcript::normalised).toList();
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("> " + command + "\n");
            out.forEach(line -> text.append(("| " + line).stripTrailing()).append('\n'));
            err.forEach(line -> text.append(("! " + line).stripTrailing()).append('\n'));
            return exitCode == 0
                    ? text.toString()
                    : text.append("= ").append(exitCode).append('\n').toString();
        }
    }

    private static String normalised(String line) {
        return line.replaceAll("^([cm]time = ).*", "$1TIME")
                .replaceAll("^(ephemeralOwner = )0x[1-9a-f].*", "$1SESSION");
    }

    /** The resource {@code transcripts/<name>.txt}. */
    static Transcript load(String name) throws IOException {
        try (InputStream in =
                Transcript.class.getResourceAsStream("/transcripts/" + name + ".txt")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static Transcript parse(String text) {
        List<Step> steps = new ArrayList<>();
        for (String line : text.split("\n")) {
            String rest = line.length() > 2 ? line.substring(2) : "";
            switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                case '>' -> steps.add(new Step(rest, new ArrayList<>(), new ArrayList<>(), 0));
                case '|' -> steps.getLast().out.add(rest);
                case '!' -> steps.getLast().err.add(rest);
                case '=' -> {
                    Step step = steps.removeLast();
                    steps.add(new Step(step.command, step.out, step.err, Integer.parseInt(rest)));
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
        return new Transcript(steps);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        steps.forEach(text::append);
        return text.toString();
    }
}
