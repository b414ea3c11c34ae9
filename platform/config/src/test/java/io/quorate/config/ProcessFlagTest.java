package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessFlagTest {

    private static final String NAME = "quorate.test.flag";

    private final List<String> warnings = new ArrayList<>();

    @AfterEach
    void clear() {
        System.clearProperty(NAME);
    }

    private long flag(String text) {
        System.setProperty(NAME, text);
        return ProcessFlag.number(NAME, "ms 1", 500, warnings::add);
    }

    @Test
    void itIsReadAsTheTablesReadTheirs() {
        assertThat(ProcessFlag.number(NAME, "ms 1", 500, warnings::add)).isEqualTo(500);
        assertThat(flag("20")).isEqualTo(20);
        assertThat(flag("2s")).isEqualTo(2_000);
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatIsNoneIsWarnedOf() {
        assertThat(flag("soon")).isEqualTo(500);
        assertThat(flag("0")).isEqualTo(500);
        assertThat(warnings)
                .hasSize(2)
                .first()
                .asString()
                .startsWith("system property quorate.test.flag is \"soon\", but it must be ")
                .endsWith("; 500 is assumed");
    }
}
