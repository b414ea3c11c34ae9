package io.quorate.simulation.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One step of one server while it is taken: what it does, and the lines for people. */
final class Step {

    private final Setting setting;
    private final List<Effect> effects = new ArrayList<>();
    private final List<String> lines;
    private boolean acted;

    /**
     * A step.
     *
     * @param lines null if nobody reads
     */
    Step(Setting setting, List<String> lines) {
        this.setting = setting;
        this.lines = lines;
    }

    Setting setting() {
        return setting;
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    List<Effect> effects() {
        return effects;
    }

    /** A core was stepped, and wanted something or not. */
    void acts(boolean something) {
        acted |= something;
    }

    boolean hasActed() {
        return acted;
    }

    void tell(Supplier<String> line) {
        if (lines != null) {
            lines.add(line.get());
        }
    }
}
