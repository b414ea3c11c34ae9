package io.quorate.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import io.quorate.runtime.LogText;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * {@code 2026-01-31 23:59:59.123 INFO [thread] Module - message}, in local time; a stack trace
 * follows on lines of its own. Whatever a message is made of, it stays one line and has an end: it
 * may hold text of clients. Written out because building the same from a pattern is a good part of
 * what logging costs at start.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {

    private static final int LEVEL_WIDTH = 5;
    private static final int MESSAGE_CHARS_MAX = 4_096;
    private static final int CAUSES_MAX = 8;
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
        // and stops the modules.
        String thread = event.getThreadName();
        line.append(" [").append(thread.startsWith(DISPATCHER) ? "kernel" : thread).append("] ");
        String logger = event.getLoggerName();
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(" - ");
        line.append(LogText.of(String.valueOf(event.getFormattedMessage()), MESSAGE_CHARS_MAX))
                .append(System.lineSeparator());
        if (event.getThrowableProxy() != null) {
            trace("", event.getThrowableProxy(), CAUSES_MAX, line);
        }
        return line.toString();
    }

    private static void trace(
            String before, IThrowableProxy failure, int causesLeft, StringBuilder line) {
        String message = failure.getMessage();
        line.append(before).append(failure.getClassName());
        if (message != null) {
            line.append(": ").append(LogText.of(message, MESSAGE_CHARS_MAX));
        }
        line.append(System.lineSeparator());
        StackTraceElementProxy[] stack = failure.getStackTraceElementProxyArray();
        int own = stack.length - failure.getCommonFrames();
        for (int at = 0; at < own; at++) {
            line.append("\tat ")
                    .append(stack[at].getStackTraceElement())
                    .append(System.lineSeparator());
        }
        if (own < stack.length) {
            line.append("\t... ")
                    .append(stack.length - own)
                    .append(" common frames omitted")
                    .append(System.lineSeparator());
        }
        if (causesLeft > 0) {
            for (IThrowableProxy suppressed : failure.getSuppressed()) {
                trace("Suppressed: ", suppressed, causesLeft - 1, line);
            }
            if (failure.getCause() != null) {
                trace("Caused by: ", failure.getCause(), causesLeft - 1, line);
            }
        }
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
