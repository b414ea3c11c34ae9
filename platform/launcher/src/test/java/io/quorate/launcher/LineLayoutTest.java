package io.quorate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

/** Whatever clients write, the log says who wrote what in lines of its own. */
class LineLayoutTest {

    private static final String FORGED = "x\n2026-01-01 00:00:00.000 ERROR [main] Replica - forged";

    private static String line(String message, Throwable failure) {
        LoggerContext context = new LoggerContext();
        return new LineLayout()
                .doLayout(
                        new LoggingEvent(
                                "",
                                context.getLogger("io.quorate.Module"),
                                Level.WARN,
                                message,
                                failure,
                                null));
    }

    @Test
    void aMessageIsOneLine() {
        assertThat(line("text " + FORGED + "\u001b[31m", null).lines())
                .singleElement()
                .asString()
                .contains("WARN  [", "] Module - text x\\n2026", "\\u001b[31m");
    }

    @Test
    void aMessageHasAnEnd() {
        assertThat(line("x".repeat(1 << 20), null))
                .hasSizeLessThan(5_000)
                .contains("... (1048576 characters)");
    }

    @Test
    void theTextOfExceptionsIsEscapedAsWell() {
        Exception failure = new IllegalStateException(FORGED, new IllegalArgumentException(FORGED));
        failure.addSuppressed(new IllegalArgumentException("beside"));
        assertThat(line("m", failure).lines())
                .noneMatch(line -> line.startsWith("2026-01-01"))
                .anyMatch(line -> line.startsWith("java.lang.IllegalStateException: x\\n2026"))
                .anyMatch(line -> line.startsWith("\tat io.quorate.launcher.LineLayoutTest"))
                .anyMatch(line -> line.startsWith("Suppressed: java.lang.IllegalArgument"))
                .anyMatch(line -> line.startsWith("Caused by: java.lang.IllegalArgument"))
                .anyMatch(line -> line.endsWith("common frames omitted"));
    }
}
