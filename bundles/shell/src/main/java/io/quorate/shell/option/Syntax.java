package io.quorate.shell.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options a command takes: single letters with or without a value, and at most one group of
 * which only one letter may be given.
 *
 * <p>Accepted as zkCli accepts them: anywhere on the line, bundled ({@code -sw}), values attached
 * or separate ({@code -v1}, {@code -v=1}, {@code -v 1}), {@code --} ends the options. Immutable.
 */
public final class Syntax {

    /** A command without options. */
    public static final Syntax NONE = new Syntax(Map.of(), Set.of(), null);

    /** Letter → takes a value. */
    private final Map<String, Boolean> letters;

    private final Set<String> oneOf;
    private final @Nullable String requirement;

    private Syntax(Map<String, Boolean> letters, Set<String> oneOf, @Nullable String requirement) {
        this.letters = letters;
        this.oneOf = oneOf;
        this.requirement = requirement;
    }

    /**
     * Options without a value, one per letter of {@code flags}; {@code valued} lists the options
     * with one ("file" is a legal name).
     */
    public static Syntax of(String flags, String... valued) {
        Map<String, Boolean> letters = new LinkedHashMap<>();
        for (int i = 0; i < flags.length(); i++) {
            letters.put(flags.substring(i, i + 1), false);
        }
        for (String option : valued) {
            letters.put(option, true);
        }
        return new Syntax(letters, Set.of(), null);
    }

    /** The same options, of which only one may be given per line. */
    public Syntax exclusive() {
        return new Syntax(letters, Set.copyOf(letters.keySet()), null);
    }

    /**
     * The same options, of which exactly one must be given; {@code requirement} describes them in
     * the message.
     */
    public Syntax exactlyOne(String requirement) {
        return new Syntax(letters, Set.copyOf(letters.keySet()), requirement);
    }

    /** Parses the words behind the name of a command. */
    public Arguments parse(List<String> words) throws SyntaxFault {
        Parse parse = new Parse();
        for (String word : words) {
            parse.word(word);
        }
        return parse.finish();
    }

    /** State of one parse. */
    private final class Parse {

        private final Map<String, @Nullable String> given = new LinkedHashMap<>();
        private final List<String> positional = new ArrayList<>();
        private @Nullable String open;
        private boolean optionsEnded;

        void word(String word) throws SyntaxFault {
            if (optionsEnded) {
                positional.add(word);
            } else if (open != null && !isOption(word)) {
                given.put(open, word);
                open = null;
            } else if (word.equals("--")) {
                optionsEnded = true;
            } else if (word.startsWith("-") && word.length() > 1) {
                valueComplete();
                option(word);
            } else {
                positional.add(word);
            }
        }

        Arguments finish() throws SyntaxFault {
            valueComplete();
            if (requirement != null && given.keySet().stream().noneMatch(oneOf::contains)) {
                throw SyntaxFault.optionMissing(requirement);
            }
            return new Arguments(given, positional);
        }

        private void valueComplete() throws SyntaxFault {
            if (open != null) {
                throw SyntaxFault.valueMissing(open);
            }
        }

        private void option(String word) throws SyntaxFault {
            String text = word.substring(1);
            int equals = text.indexOf('=');
            if (text.startsWith("-")) {
                throw SyntaxFault.unknown(word);
            }
            if (letters.containsKey(text)) {
                select(text);
            } else if (equals > 0) {
                String letter = text.substring(0, equals);
                if (!letters.getOrDefault(letter, false)) {
                    throw SyntaxFault.unknown(word);
                }
                select(letter);
                value(text.substring(equals + 1));
            } else {
                bundle(word, text);
            }
        }

        /** {@code -sw} or {@code -v1}. */
        private void bundle(String word, String text) throws SyntaxFault {
            for (int at = 0; at < text.length(); at++) {
                String letter = text.substring(at, at + 1);
                if (!letters.containsKey(letter)) {
                    throw SyntaxFault.unknown(word);
                }
                select(letter);
                if (open != null && at + 1 < text.length()) {
                    value(text.substring(at + 1));
                    return;
                }
            }
        }

        @SuppressWarnings("NullAway") // it is one of the letters
        private void select(String letter) throws SyntaxFault {
            if (oneOf.contains(letter)) {
                for (String earlier : given.keySet()) {
                    if (!earlier.equals(letter)) {
                        throw SyntaxFault.second(letter, earlier);
                    }
                }
            }
            given.put(letter, null);
            open = letters.get(letter) ? letter : null;
        }

        @SuppressWarnings("NullAway") // behind an open option only
        private void value(String value) {
            given.put(open, value);
            open = null;
        }

        /**
         * Whether a word is an option rather than the value waited for; a negative number is a
         * value.
         */
        private boolean isOption(String word) {
            if (!word.startsWith("-") || word.length() == 1 || isNumber(word)) {
                return false;
            }
            String text = word.substring(word.startsWith("--") ? 2 : 1);
            int equals = text.indexOf('=');
            String name = equals > 0 ? text.substring(0, equals) : text;
            return letters.containsKey(name)
                    || (!name.isEmpty() && letters.containsKey(name.substring(0, 1)));
        }

        private static boolean isNumber(String word) {
            try {
                Double.parseDouble(word);
                return true;
            } catch (NumberFormatException e) {
                return false;
            }
        }
    }
}
