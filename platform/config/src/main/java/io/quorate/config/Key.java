package io.quorate.config;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of keys. Immutable.
 *
 * @param name as written in the configuration file; a trailing {@code *} stands for any suffix
 * @param where where it may be set
 * @param type values it takes in the file
 * @param flagType values it takes as a system property
 * @param fallback text of the default; null = none
 * @param effect what happens to it here
 * @param targets which modules get it
 * @param aliases other names it may be written under
 * @param meaning what it does, for people
 */
record Key(
        String name,
        Where where,
        KeyType type,
        KeyType flagType,
        @Nullable String fallback,
        Effect effect,
        List<Target> targets,
        List<String> aliases,
        String meaning) {

    /** Prefix of ZooKeeper's system properties. */
    static final String PREFIX = "zookeeper.";

    /** Prefix of the keys that only this server knows. */
    static final String OWN_PREFIX = "quorate.";

    /** Where a key may be set. The file wins over a system property. */
    enum Where {
        /** In the file only. */
        FILE,
        /** In the file as those, or as the system property {@code zookeeper.<name>}. */
        EITHER,
        /** As the system property {@code zookeeper.<name>}, which the file may set, too. */
        PROPERTY,
        /** As the system property of the same name, or in the file. */
        JVM,
        /** As the system property {@code zookeeper.<name>} only: the file is read too late. */
        FLAG
    }

    /** What happens to a key. */
    enum Effect {
        /** In force. */
        HONOURED("yes", "yes"),
        /** Handed to consensus plugins for ensembles. */
        ENSEMBLE("ensemble", "in ensembles"),
        /** Nothing here corresponds to it: a warning if it asks for anything. */
        NOTHING_TO_DO("nothing", "nothing to do: warning"),
        /** Known, not built yet: a warning if it asks for anything. */
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
     * A property of a module's configuration.
     *
     * @param pid of the module; null for the plugin whose table has the key
     * @param property name of the property there
     */
    record Target(@Nullable String pid, String property) {

        /** {@code module:property}, the module without {@code io.quorate.} */
        static Target ofModule(String text) {
            String[] parts = text.split(":");
            return new Target("io.quorate." + parts[0], parts[1]);
        }

        /** The name of a property of the plugin's component. */
        static Target ofPlugin(String text) {
            if (!text.matches("[A-Za-z][A-Za-z0-9_.]*")) {
                throw new IllegalArgumentException(text + " is no name of a property");
            }
            return new Target(null, text);
        }
    }

    /**
     * What a text means for a key.
     *
     * @param value null if nothing is known: as if the key were not set
     * @param misfit why the text is no value and something else was assumed; null if it is one
     */
    record Reading(@Nullable Object value, @Nullable Misfit misfit) {}

    /** Whether only this server knows it, or a plugin of this server. */
    boolean isOwn() {
        return name.startsWith(OWN_PREFIX);
    }

    /** Whether nothing obeys it, and nothing would be wrong if a plugin did. */
    boolean isIdle() {
        return effect == Effect.NOTHING_TO_DO || effect == Effect.LATER;
    }

    boolean isPattern() {
        return name.endsWith("*");
    }

    boolean covers(String written) {
        if (!isPattern()) {
            return name.equals(written) || aliases.contains(written);
        }
        String start = name.substring(0, name.length() - 1);
        return written.startsWith(start)
                && (written.length() > start.length() || !start.endsWith("."));
    }

    /** Name of the system property that sets it under one of its names; null if none does. */
    @Nullable String systemProperty(String written) {
        return switch (where) {
            case FILE -> null;
            case EITHER, PROPERTY, FLAG -> PREFIX + written;
            case JVM -> written;
        };
    }

    /** The value where nothing is set; null if there is none. */
    @Nullable Object otherwise() {
        return fallback == null ? null : type.parse(fallback);
    }

    /**
     * What a text means. ZooKeeper refuses a file whose own keys cannot be read, and takes numbers
     * beyond their range as they come; a system property that cannot be read it takes for one that
     * is not set. Our own keys are to be right.
     *
     * @throws Misfit if the start is to be refused
     */
    Reading read(String text, boolean systemProperty) {
        KeyType of = systemProperty ? flagType : type;
        try {
            return new Reading(of.parse(text), null);
        } catch (Misfit misfit) {
            if (!isTolerated(misfit, systemProperty)) {
                throw misfit;
            }
            return new Reading(misfit.instead() == null ? otherwise() : misfit.instead(), misfit);
        }
    }

    private boolean isTolerated(Misfit misfit, boolean systemProperty) {
        if (isOwn() || type instanceof KeyType.Hash) {
            return false;
        }
        return misfit.instead() != null
                || where == Where.PROPERTY
                || where == Where.JVM
                || where == Where.FLAG
                || systemProperty;
    }

    /** Whether a value asks for anything but what is there without it. */
    boolean asks(Object value) {
        if (type.alwaysAsks()) {
            return true;
        }
        Object otherwise = otherwise();
        if (otherwise != null) {
            return !value.equals(otherwise);
        }
        return !value.equals(false)
                && !value.equals(0)
                && !value.equals("")
                && !(value instanceof String[] words && words.length == 0);
    }
}
