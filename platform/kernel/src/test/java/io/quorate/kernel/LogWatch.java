package io.quorate.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** Reads what the plugin folder writes to the log. */
final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger logger;
    private final List<String> lines = new ArrayList<>();

    LogWatch(Class<?> module) {
        logger = (Logger) LoggerFactory.getLogger(module);
        setContext(logger.getLoggerContext());
        start();
        logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        synchronized (lines) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
            lines.notifyAll();
        }
    }

    /** Waits for a line that begins so. */
    void await(String beginning) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        synchronized (lines) {
            while (lines.stream().noneMatch(line -> line.startsWith(beginning))) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                assertThat(left).as("waiting for \"%s\", read %s", beginning, lines).isPositive();
                lines.wait(left);
            }
        }
    }

    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    void clear() {
        synchronized (lines) {
            lines.clear();
        }
    }

    @Override
    public void close() {
        logger.detachAppender(this);
    }
}
