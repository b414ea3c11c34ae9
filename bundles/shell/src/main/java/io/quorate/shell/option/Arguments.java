package io.quorate.shell.option;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was given on a command line: options and the words that are none. Immutable. */
public final class Arguments {

    private final Map<String, String> options;
    private final List<String> words;

    Arguments(Map<String, String> options, List<String> words) {
        this.options = options;
        this.words = List.copyOf(words);
    }

    public boolean has(String option) {
        return options.containsKey(option);
    }

    /** Value of an option, or null if it was not given. */
    public @Nullable String value(String option) {
        return options.get(option);
    }

    /** Number of words that are not options. */
    public int count() {
        return words.size();
    }

    /** The word at {@code index}. */
    public String word(int index) {
        return words.get(index);
    }
}
