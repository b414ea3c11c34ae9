package io.quorate.config;

import java.util.ArrayList;
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
record Key(String name, Where where, KeyType type, String fallback, Effect effect, List<Target> targets, List<String> aliases, String meaning) {

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
        HONOURED("yes"),
        /** Handed to consensus plugins for ensembles. */
        ENSEMBLE("in ensembles"),
        /** Taken silently: nothing here corresponds to it. */
        NOTHING_TO_DO("accepted, nothing to do"),
        /** Known, not built yet: a warning if it is set. */
        LATER("not yet: warning"),
        /** Known, not built yet, and going on without it would be wrong: an error if it asks for anything. */
        REFUSED("not yet: error");

        final String words;

        Effect(String words) {
            this.words = words;
        }
    }

    /**
     * A property of a room's configuration.
     *
     * @param pid of the room
     * @param property name of the property there
     */
    record Target(String pid, String property) {}

    static Key file(String name, KeyType type, String fallback, String meaning) {
        return new Key(name, Where.FILE, type, fallback, Effect.HONOURED, List.of(), List.of(), meaning);
    }

    static Key property(String name, KeyType type, String fallback, String meaning) {
        return new Key(name, Where.PROPERTY, type, fallback, Effect.HONOURED, List.of(), List.of(), meaning);
    }

    static Key jvm(String name, KeyType type, String fallback, String meaning) {
        return new Key(name, Where.JVM, type, fallback, Effect.HONOURED, List.of(), List.of(), meaning);
    }

    Key to(String pid, String property) {
        List<Target> more = new ArrayList<>(targets);
        more.add(new Target(pid, property));
        return new Key(name, where, type, fallback, effect, List.copyOf(more), aliases, meaning);
    }

    Key or(String... otherNames) {
        return new Key(name, where, type, fallback, effect, targets, List.of(otherNames), meaning);
    }

    Key with(Effect other) {
        return new Key(name, where, type, fallback, other, targets, aliases, meaning);
    }

    boolean isPattern() {
        return name.endsWith("*");
    }

    boolean covers(String written) {
        return isPattern()
                ? written.length() >= name.length() && written.startsWith(name.substring(0, name.length() - 1))
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
