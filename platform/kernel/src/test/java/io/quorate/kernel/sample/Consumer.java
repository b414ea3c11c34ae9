package io.quorate.kernel.sample;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Holds the engine its configuration's target selects. */
public class Consumer implements Callable<String> {

    private volatile Supplier<String> engine;

    public void bind(Supplier<String> chosen) {
        engine = chosen;
    }

    public void unbind(Supplier<String> gone) {
        if (engine == gone) {
            engine = null;
        }
    }

    @Override
    public String call() {
        return engine.get();
    }
}
