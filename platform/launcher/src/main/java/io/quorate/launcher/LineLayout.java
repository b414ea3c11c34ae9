package io.quorate.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * {@code 2026-01-31 23:59:59.123 INFO [thread] Room - message}, in local time; a stack trace
 * follows on lines of its own. Written out because building the same from a pattern is a good part
 * of what logging costs at start.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {

    private static final int LEVEL_WIDTH = 5;
    private static final String DISPATCHER = "CM Event Dispatcher";

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        time(
                LocalDateTime.ofInstant(
                        Instant.ofEpochMilli(event.getTimeStamp()), ZoneId.systemDefault()),
                line);
        String level = event.getLevel().toString();
        line.append(' ').append(level).repeat(' ', LEVEL_WIDTH - level.length());
        // Configuration Admin's thread carries a whole event in its name; it is the one that starts
        // and stops the rooms.
        String thread = event.getThreadName();
        line.append(" [").append(thread.startsWith(DISPATCHER) ? "kernel" : thread).append("] ");
        String logger = event.getLoggerName();
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(" - ");
        line.append(event.getFormattedMessage()).append(System.lineSeparator());
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString();
    }

    private static void time(LocalDateTime time, StringBuilder line) {
        line.append(time.getYear());
        padded('-', time.getMonthValue(), 2, line);
        padded('-', time.getDayOfMonth(), 2, line);
        padded(' ', time.getHour(), 2, line);
        padded(':', time.getMinute(), 2, line);
        padded(':', time.getSecond(), 2, line);
        padded('.', time.getNano() / 1_000_000, 3, line);
    }

    private static void padded(char before, int number, int digits, StringBuilder line) {
        String text = Integer.toString(number);
        line.append(before).repeat('0', digits - text.length()).append(text);
    }
}
