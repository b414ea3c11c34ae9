package io.quorate.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import io.quorate.config.ProcessFlag;
import java.nio.file.Path;

/**
 * One readable line per event on the console and, when a file is named, in a file that is closed
 * every day and when it gets large. Written in code because parsing an XML file costs more than the
 * rest of the logging at start; {@code -Dlogback.configurationFile=file} replaces all of this.
 *
 * <p>System properties: {@code quorate.log.level} (default INFO), {@code quorate.log.console}
 * ({@code false}: nothing there), {@code zookeeper.log.dir} and {@code zookeeper.log.file} (no file
 * without a name); of the files, {@code quorate.log.file.bytes} (default 10 MiB), {@code
 * quorate.log.days} (how long they are kept, default 30) and {@code quorate.log.total.bytes} (of
 * all of them, default 1 GiB).
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

    private static final long DEFAULT_FILE_BYTES = 10 << 20;
    private static final String BYTES = "bytes 1 1099511627776";
    private static final String DAYS = "count 0";
    private static final int DEFAULT_DAYS = 30;
    private static final long DEFAULT_TOTAL_BYTES = 1 << 30;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getProperty("quorate.log.level"), Level.INFO));
        if (ProcessFlag.flag("quorate.log.console", true, LogSetup::warn)) {
            root.addAppender(started(new ConsoleAppender<>(), context));
        }
        String file = System.getProperty("zookeeper.log.file");
        if (file != null && !file.isEmpty()) {
            root.addAppender(
                    file(
                            Path.of(System.getProperty("zookeeper.log.dir", "."), file).toString(),
                            context));
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static long number(String name, String values, long otherwise) {
        return ProcessFlag.number(name, values, otherwise, LogSetup::warn);
    }

    /** There is no log yet. */
    private static void warn(String sentence) {
        System.err.println("quorate: " + sentence);
    }

    private static Appender<ILoggingEvent> file(String file, LoggerContext context) {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setFile(file);
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling =
                new SizeAndTimeBasedRollingPolicy<>();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(file + ".%d{yyyy-MM-dd}.%i");
        rolling.setMaxFileSize(
                new FileSize(number("quorate.log.file.bytes", BYTES, DEFAULT_FILE_BYTES)));
        rolling.setMaxHistory((int) number("quorate.log.days", DAYS, DEFAULT_DAYS));
        rolling.setTotalSizeCap(
                new FileSize(number("quorate.log.total.bytes", BYTES, DEFAULT_TOTAL_BYTES)));
        rolling.start();
        appender.setRollingPolicy(rolling);
        return started(appender, context);
    }

    private static Appender<ILoggingEvent> started(
            OutputStreamAppender<ILoggingEvent> appender, LoggerContext context) {
        LineLayout layout = new LineLayout();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
