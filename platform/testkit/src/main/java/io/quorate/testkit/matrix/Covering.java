package io.quorate.testkit.matrix;

import io.quorate.testkit.module.AssemblyNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Few assemblies in which all plugins that can meet do so, two by two. */
final class Covering {

    private Covering() {}

    /** Those of {@code all} that are to be tested beside one that is tested already. */
    static List<AssemblyNames> of(List<AssemblyNames> all, AssemblyNames tested) {
        List<AssemblyNames> chosen = new ArrayList<>();
        Set<Set<String>> met = new HashSet<>(pairs(tested));
        while (true) {
            AssemblyNames best = tested;
            for (AssemblyNames names : all) {
                if (fresh(names, met) > fresh(best, met)) {
                    best = names;
                }
            }
            if (fresh(best, met) == 0) {
                return chosen;
            }
            chosen.add(best);
            met.addAll(pairs(best));
        }
    }

    private static long fresh(AssemblyNames names, Set<Set<String>> met) {
        return pairs(names).stream().filter(pair -> !met.contains(pair)).count();
    }

    private static List<Set<String>> pairs(AssemblyNames names) {
        List<String> plugins =
                names.keys().entrySet().stream()
                        .map(key -> key.getKey() + "=" + key.getValue())
                        .toList();
        List<Set<String>> pairs = new ArrayList<>();
        for (String one : plugins) {
            for (String other : plugins) {
                if (one.compareTo(other) < 0) {
                    pairs.add(Set.of(one, other));
                }
            }
        }
        return pairs;
    }
}
