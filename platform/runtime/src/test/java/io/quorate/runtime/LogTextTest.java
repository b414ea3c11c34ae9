package io.quorate.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTextTest {

    @Test
    void plainTextOfAnyLanguageStays() {
        for (String text :
                new String[] {
                    "", "/a/b-0000000001", "M\u00fcller", "\u65e5\u672c", "\ud83d\ude00"
                }) {
            assertThat(LogText.of(text)).isEqualTo(text);
        }
        assertThat(LogText.of(null)).isEqualTo("null");
    }

    @Test
    void nothingEndsTheLineOrMovesTheCursor() {
        assertThat(LogText.of("a\n2026-01-01 ERROR b\r\t\u0000\u001b[2J\u007f\u0085\u2028"))
                .isEqualTo("a\\n2026-01-01 ERROR b\\r\\t\\u0000\\u001b[2J\\u007f\\u0085\\u2028");
    }

    @Test
    void nothingTurnsTheDirectionOrHides() {
        assertThat(LogText.of("a\u202eb\u2066c\u200bd\ufeff"))
                .isEqualTo("a\\u202eb\\u2066c\\u200bd\\ufeff");
        assertThat(LogText.of("\ud83d")).isEqualTo("\\ud83d");
    }

    @Test
    void whatIsLongIsCut() {
        assertThat(LogText.of("x".repeat(1_000_000)))
                .isEqualTo("x".repeat(LogText.CHARS_MAX) + "... (1000000 characters)");
        assertThat(LogText.of("\n".repeat(1_000)))
                .hasSizeLessThan(3 * LogText.CHARS_MAX)
                .endsWith("\\n... (1000 characters)");
        assertThat(LogText.of("abcd", 4)).isEqualTo("abcd");
        assertThat(LogText.of("abcde", 4)).isEqualTo("abcd... (5 characters)");
    }
}
