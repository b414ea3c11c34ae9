package io.quorate.kernel.sample;

import java.util.Map;
import java.util.function.Supplier;

/** A plugin that answers what it was configured with; fails to activate when told to. */
public class Engine implements Supplier<String> {

    private String answer;

    public void activate(Map<String, Object> settings) {
        if (settings.get("broken") != null) {
            throw new IllegalStateException("the disk is on fire");
        }
        answer = (String) settings.get("answer");
    }

    @Override
    public String get() {
        return answer;
    }
}
