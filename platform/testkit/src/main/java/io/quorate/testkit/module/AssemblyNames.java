package io.quorate.testkit.module;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * The plugins of a server by the names they have in configurations, written {@code
 * consensus,election,storage} as in {@code zab,fast,filelog}. What is left out at the end, or is
 * {@code -}, is none.
 *
 * @param consensus never null
 * @param election null where none is named: the consensus serves one server alone
 * @param storage null where none is named
 */
public record AssemblyNames(String consensus, String election, String storage) {

    /** Names an assembly for every test that can run with any. */
    public static final String PROPERTY = "quorate.assembly";

    /** What an ensemble is made of where nothing else is said. */
    public static final AssemblyNames STANDARD = parse("zab,fast,filelog");

    /** The word for a plugin that is left out. */
    private static final String NONE = "-";

    public AssemblyNames {
        Objects.requireNonNull(consensus);
    }

    /** Reads what {@link #toString} writes. */
    public static AssemblyNames parse(String names) {
        String[] parts = names.split(",", -1);
        if (parts.length > 3 || name(parts, 0) == null) {
            throw new IllegalArgumentException(
                    "\"" + names + "\" is not consensus,election,storage");
        }
        return new AssemblyNames(name(parts, 0), name(parts, 1), name(parts, 2));
    }

    private static String name(String[] parts, int at) {
        if (at >= parts.length || parts[at].isBlank() || parts[at].strip().equals(NONE)) {
            return null;
        }
        return parts[at].strip();
    }

    /**
     * The assembly that {@link #PROPERTY} names; the one of a server nothing is said to if none.
     */
    public static AssemblyNames chosen() {
        String names = System.getProperty(PROPERTY);
        return names == null ? STANDARD : parse(names);
    }

    /** Whether {@link #PROPERTY} names an assembly. */
    public static boolean isChosen() {
        return System.getProperty(PROPERTY) != null;
    }

    /** Whether its servers form ensembles; a server by itself is then an ensemble of one. */
    public boolean formsEnsembles() {
        return election != null;
    }

    /** The lines of a configuration that choose these plugins, by key. */
    public Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("quorate.consensus", consensus);
        if (election != null) {
            keys.put("quorate.election", election);
        }
        if (storage != null) {
            keys.put("quorate.storage", storage);
        }
        return keys;
    }

    /** The keys of {@link #keys} if an assembly is chosen; none otherwise. */
    public static Map<String, String> chosenKeys() {
        return isChosen() ? chosen().keys() : Map.of();
    }

    @Override
    public String toString() {
        StringJoiner names = new StringJoiner(",");
        names.add(consensus);
        names.add(election == null ? NONE : election);
        names.add(storage == null ? NONE : storage);
        return names.toString();
    }
}
