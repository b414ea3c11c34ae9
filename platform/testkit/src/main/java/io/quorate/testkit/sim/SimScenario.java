package io.quorate.testkit.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A run written down: the ensemble, the noise (delays, what clients do), and every fault with its
 * time. Faults may be left out, moved and added; the noise stays.
 *
 * @param noise seed of everything but the faults
 * @param faults in the order of time
 */
public record SimScenario(SimPlan plan, long noise, List<Happening> faults) {

    public SimScenario {
        faults = List.copyOf(faults);
    }

    /** As the lines of a file. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("voters " + plan.voters());
        lines.add("observers " + plan.observers());
        lines.add("clients " + plan.clients());
        lines.add("chaos " + plan.chaosMillis());
        lines.add("calm " + plan.calmMillis());
        lines.add("faults " + words(plan.faults()));
        lines.add("traits " + words(plan.traits()));
        lines.add("noise " + noise);
        faults.forEach(fault -> lines.add(fault.line()));
        return lines;
    }

    private static String words(Set<? extends Enum<?>> values) {
        return new TreeSet<>(values)
                .stream()
                        .map(value -> value.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" "));
    }

    /** Reads what {@link #lines} wrote; empty lines and those that begin with # are skipped. */
    public static SimScenario read(List<String> lines) {
        Map<String, String> head = new HashMap<>();
        List<Happening> faults = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("at ")) {
                faults.add(Happening.read(line));
            } else {
                String[] pair = line.strip().split("\\s+", 2);
                head.put(pair[0], pair.length == 1 ? "" : pair[1]);
            }
        }
        SimPlan plan =
                new SimPlan(
                        number(head, "voters"),
                        number(head, "observers"),
                        number(head, "clients"),
                        number(head, "chaos"),
                        number(head, "calm"),
                        values(head, "faults", SimPlan.Fault.class),
                        values(head, "traits", SimPlan.Trait.class));
        return new SimScenario(plan, Long.parseLong(text(head, "noise")), faults);
    }

    private static String text(Map<String, String> head, String key) {
        String text = head.get(key);
        if (text == null) {
            throw new IllegalArgumentException("the scenario has no line \"" + key + "\"");
        }
        return text.strip();
    }

    private static int number(Map<String, String> head, String key) {
        return Integer.parseInt(text(head, key));
    }

    private static <E extends Enum<E>> Set<E> values(
            Map<String, String> head, String key, Class<E> type) {
        return Arrays.stream(text(head, key).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .map(word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
    }
}
