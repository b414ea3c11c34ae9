package io.quorate.config;

import java.util.Arrays;
import java.util.List;

/**
 * One row of the table of keys. Immutable.
 *
 * @param name as written in the configuration file; a trailing {@code *} stands for any suffix
 * @param where where it may be set
 * @param type values it takes
 * @param fallback text of the default; null = none
 * @param effect what happens to it here
 * @param targets who gets it
 * @param aliases other names it may be written under
 * @param meaning what it does, for people
 */
record Key(
        String name,
        Where where,
        KeyType type,
        String fallback,
        Effect effect,
        List<Target> targets,
        List<String> aliases,
        String meaning) {

    /** Where a key may be set. The file wins over a system property. */
    enum Where {
        /** In the file only. */
        FILE,
        /** In the file, or as the system property {@code zookeeper.<name>}. */
        PROPERTY,
        /** In the file, or as the system property of the same name. */
        JVM
    }

    /** What happens to a key. */
    enum Effect {
        /** In force. */
        HONOURED("yes", "yes"),
        /** Handed to consensus plugins for ensembles. */
        ENSEMBLE("ensemble", "in ensembles"),
        /** Taken silently: nothing here corresponds to it. */
        NOTHING_TO_DO("nothing", "accepted, nothing to do"),
        /** Known, not built yet: a warning if it is set. */
        LATER("later", "not yet: warning"),
        /**
         * Known, not built yet, and going on without it would be wrong: an error if it asks for
         * anything.
         */
        REFUSED("refused", "not yet: error");

        private final String written;
        final String words;

        Effect(String written, String words) {
            this.written = written;
            this.words = words;
        }

        static Effect written(String text) {
            return Arrays.stream(values())
                    .filter(effect -> effect.written.equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no effect " + text));
        }
    }

    /**
     * A property of a room's configuration.
     *
     * @param pid of the room
     * @param property name of the property there
     */
    record Target(String pid, String property) {

        /** {@code room:property}, the room without {@code io.quorate.} */
        static Target written(String text) {
            String[] parts = text.split(":");
            return new Target("io.quorate." + parts[0], parts[1]);
        }
    }

    boolean isPattern() {
        return name.endsWith("*");
    }

    boolean covers(String written) {
        return isPattern()
                ? written.length() >= name.length()
                        && written.startsWith(name.substring(0, name.length() - 1))
                : name.equals(written) || aliases.contains(written);
    }

    /** Name of the system property that sets it; null if none does. */
    String systemProperty() {
        return switch (where) {
            case FILE -> null;
            case PROPERTY -> "zookeeper." + name;
            case JVM -> name;
        };
    }
}
