package io.quorate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** Reads what modules of the server that runs in this process write to the log. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final Set<String> modules;
    private final List<String> lines = new ArrayList<>();

    /**
     * @param modules last parts of the loggers' names
     */
    LogLines(String... modules) {
        this.modules = Set.of(modules);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        setContext(context);
        start();
        root().addAppender(this);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Override
    protected void append(ILoggingEvent event) {
        String logger = event.getLoggerName();
        String module = logger.substring(logger.lastIndexOf('.') + 1);
        if (modules.contains(module)) {
            synchronized (lines) {
                lines.add(event.getLevel() + " " + event.getFormattedMessage());
                lines.notifyAll();
            }
        }
    }

    /** Waits until there are that many lines and takes them. */
    List<String> take(int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (lines) {
            while (lines.size() < count) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                assertThat(left).as("waiting for %d lines, read %s", count, lines).isPositive();
                lines.wait(left);
            }
            List<String> taken = List.copyOf(lines);
            lines.clear();
            return taken;
        }
    }

    @Override
    public void close() {
        root().detachAppender(this);
    }
}
