package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTypeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "2000, 2000",
        "+5, 5",
        "500ms, 500",
        "2s, 2000",
        "2 s, 2000",
        "10m, 600000",
        "1H, 3600000",
        "1d, 86400000",
        "-1, -1"
    })
    void timesMayCarryAUnit(String text, int millis) {
        assertThat(Types.of("ms -1").parse(text)).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({"'', ", "x, ", "1.5s, ", "2 weeks, ", "-2, ", "99999999999, ", "25d, "})
    void othersAreRefused(String text) {
        assertThatThrownBy(() -> Types.of("ms -1").parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTimeMustBeWholeInItsUnit() {
        assertThat(Types.of("h 0").parse("120m")).isEqualTo(2);
        assertThatThrownBy(() -> Types.of("h 0").parse("90m"))
                .hasMessage("a whole number of hours");
    }

    @ParameterizedTest
    @CsvSource({"65536, 67108864", "64m, 67108864", "1g, 1073741824", "-1, -1", "0, 0"})
    void sizesBecomeBytes(String text, long bytes) {
        assertThat(Types.of("kib -1").parse(text)).isEqualTo(bytes);
    }

    @Test
    void switchesAreStrict() {
        assertThat(Types.of("flag").parse("TRUE")).isEqualTo(true);
        assertThatThrownBy(() -> Types.of("flag").parse("yes")).hasMessage("true or false");
        assertThat(Types.of("yes-no").parse("no")).isEqualTo(false);
        assertThatThrownBy(() -> Types.of("yes-no").parse("0")).hasMessage("yes or no");
    }

    @Test
    void choicesNameThemselves() {
        assertThat(Types.of("one-of empty gz snappy").parse("GZ")).isEqualTo("gz");
        assertThatThrownBy(() -> Types.of("one-of empty gz snappy").parse("zip"))
                .hasMessage("empty, gz or snappy");
    }

    @Test
    void wordsAreSplitAndTrimmed() {
        assertThat((String[]) Types.of("words").parse(" ruok, stat,,srvr "))
                .containsExactly("ruok", "stat", "srvr");
    }

    @Test
    void aTypeThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> Types.of("colour 1"))
                .hasMessage("there is no type of values colour 1");
    }
}
