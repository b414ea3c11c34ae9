package io.quorate.replica.driver;

import io.quorate.runtime.Clock;
import io.quorate.runtime.Loop;
import io.quorate.runtime.Worker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Reads the file by which an outside authority decides for one of two servers, and reports when its
 * answer has changed. {@code 1} as its first character grants; anything else, and a file that
 * cannot be read, denies. Loop thread only; the file is read on a worker. Source: spec
 * quorum-protocol section 2.2.
 */
public final class QuorumOracle {

    private static final long PERIOD_NANOS = 200_000_000;

    private final Path file;
    private final Worker worker;
    private final Loop loop;
    private final Clock clock;
    private final Consumer<Boolean> changed;
    private boolean grants;
    private boolean reading;
    private long nextNanos;

    /**
     * An oracle that asks this file.
     *
     * @param changed called first when the file grants for the first time
     */
    public QuorumOracle(
            Path file, Worker worker, Loop loop, Clock clock, Consumer<Boolean> changed) {
        this.file = file;
        this.worker = worker;
        this.loop = loop;
        this.clock = clock;
        this.changed = changed;
        this.nextNanos = clock.nowNanos();
    }

    public void tick() {
        long now = clock.nowNanos();
        if (reading || now < nextNanos) {
            return;
        }
        reading = true;
        nextNanos = now + PERIOD_NANOS;
        worker.submit(
                () -> {
                    boolean says = ask();
                    loop.execute(() -> heard(says));
                });
    }

    private void heard(boolean says) {
        reading = false;
        if (says != grants) {
            grants = says;
            changed.accept(says);
        }
    }

    private boolean ask() {
        try (InputStream content = Files.newInputStream(file)) {
            return content.read() == '1';
        } catch (IOException unreadable) {
            return false;
        }
    }
}
