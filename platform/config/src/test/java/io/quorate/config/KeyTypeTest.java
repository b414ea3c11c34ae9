package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTypeTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "2000, 2000", "+5, 5", "500ms, 500", "2s, 2000", "2 s, 2000", "10m, 600000", "1H, 3600000", "1d, 86400000", "-1, -1"})
    void timesMayCarryAUnit(String text, int millis) {
        assertThat(Types.millis(-1).parse(text)).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({"'', ", "x, ", "1.5s, ", "2 weeks, ", "-2, ", "99999999999, ", "25d, "})
    void othersAreRefused(String text) {
        assertThatThrownBy(() -> Types.millis(-1).parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTimeMustBeWholeInItsUnit() {
        assertThat(Types.hours(0).parse("120m")).isEqualTo(2);
        assertThatThrownBy(() -> Types.hours(0).parse("90m")).hasMessage("a whole number of hours");
    }

    @ParameterizedTest
    @CsvSource({"65536, 67108864", "64m, 67108864", "1g, 1073741824", "-1, -1", "0, 0"})
    void sizesBecomeBytes(String text, long bytes) {
        assertThat(Types.kib(-1).parse(text)).isEqualTo(bytes);
    }

    @Test
    void switchesAreStrict() {
        assertThat(Types.FLAG.parse("TRUE")).isEqualTo(true);
        assertThatThrownBy(() -> Types.FLAG.parse("yes")).hasMessage("true or false");
        assertThat(Types.YES_NO.parse("no")).isEqualTo(false);
        assertThatThrownBy(() -> Types.YES_NO.parse("0")).hasMessage("yes or no");
    }

    @Test
    void choicesNameThemselves() {
        assertThat(Types.oneOf("", "gz", "snappy").parse("GZ")).isEqualTo("gz");
        assertThatThrownBy(() -> Types.oneOf("", "gz", "snappy").parse("zip")).hasMessage("empty, gz or snappy");
    }

    @Test
    void wordsAreSplitAndTrimmed() {
        assertThat((String[]) Types.WORDS.parse(" ruok, stat,,srvr ")).containsExactly("ruok", "stat", "srvr");
    }
}
