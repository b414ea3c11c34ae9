package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTypeTest {

    private static KeyType of(String written) {
        return Types.of(written, false);
    }

    private static Object instead(KeyType type, String text) {
        return catchThrowableOfType(Misfit.class, () -> type.parse(text)).instead();
    }

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
        assertThat(of("ms -1").parse(text)).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({"'', ", "x, ", "1.5s, ", "2 weeks, ", "-2, ", "99999999999, ", "25d, "})
    void othersAreRefused(String text) {
        assertThatThrownBy(() -> of("ms -1").parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTimeMustBeWholeInItsUnit() {
        assertThat(of("h 0").parse("120m")).isEqualTo(2);
        assertThatThrownBy(() -> of("h 0").parse("90m")).hasMessage("a whole number of hours");
    }

    @ParameterizedTest
    @CsvSource({"65536, 67108864", "64m, 67108864", "1g, 1073741824", "-1, -1", "0, 0"})
    void sizesBecomeBytes(String text, long bytes) {
        assertThat(of("kib -1").parse(text)).isEqualTo(bytes);
    }

    @Test
    void switchesAreStrict() {
        assertThat(of("flag").parse("TRUE")).isEqualTo(true);
        assertThatThrownBy(() -> of("flag").parse("yes")).hasMessage("true or false");
        assertThat(instead(of("flag"), "yes")).isNull();
        assertThat(instead(Types.of("flag", true), "yes")).isEqualTo(false);
        assertThat(instead(Types.of("flag guard", true), "yes")).isEqualTo(true);
    }

    @ParameterizedTest
    @CsvSource({"YES", "No", "true", "false", "1", "''", "' yes'"})
    void exactWordsAreExact(String other) {
        assertThat(of("yes-no no").parse("yes")).isEqualTo(true);
        assertThat(of("yes-no yes").parse("no")).isEqualTo(false);
        assertThatThrownBy(() -> of("yes-no no").parse(other)).hasMessage("yes or no");
        assertThat(instead(of("yes-no no"), other)).isEqualTo(false);
        assertThat(instead(of("yes-no yes"), other)).isEqualTo(true);
    }

    @ParameterizedTest
    @CsvSource({"0x100, 256", "0X10, 16", "#10, 16", "010, 8", "-0x1, -1", "12, 12", "+12, 12"})
    void systemPropertiesAreReadInAnyRadix(String text, int value) {
        assertThat(Types.of("count -1", true).parse(text)).isEqualTo(value);
        assertThat(Types.of("ms -1", true).parse(text)).isEqualTo(value);
        assertThat(Types.of("bytes -1 1000", true).parse(text)).isEqualTo((long) value);
    }

    @Test
    void keysOfTheFileAreDecimal() {
        assertThat(of("count 0").parse("010")).isEqualTo(10);
        assertThatThrownBy(() -> of("count 0").parse("0x10")).isInstanceOf(Misfit.class);
        assertThat(Types.of("count 0 decimal", true).parse("010")).isEqualTo(10);
    }

    @Test
    void theNearestStandsForANumberOutOfRange() {
        assertThat(instead(of("count 2"), "1")).isEqualTo(2);
        assertThat(instead(of("count 2 or-default"), "1")).isNull();
        assertThat(instead(of("count 2"), "99999999999")).isNull();
        assertThat(instead(of("ms 0"), "-5s")).isEqualTo(0);
        assertThat(instead(of("bytes 1 1000"), "2000")).isEqualTo(1000L);
        assertThat(instead(of("bytes 1 1000 or-default"), "0")).isNull();
        assertThat(instead(of("bytes 1 1000"), "99999999999")).isNull();
        assertThat(instead(of("kib -1"), "-7")).isEqualTo(-1L);
        assertThat(instead(of("fraction"), "2")).isEqualTo(1.0);
        assertThat(instead(of("port or-off"), "-1")).isEqualTo(0);
        assertThat(instead(of("port"), "-1")).isNull();
        assertThat(instead(of("port or-off"), "70000")).isNull();
    }

    @Test
    void choicesNameThemselves() {
        assertThat(of("one-of empty gz snappy").parse("GZ")).isEqualTo("gz");
        assertThatThrownBy(() -> of("one-of empty gz snappy").parse("zip"))
                .hasMessage("empty, gz or snappy");
    }

    @Test
    void wordsAreSplitAndTrimmed() {
        assertThat((String[]) of("words").parse(" ruok, stat,,srvr "))
                .containsExactly("ruok", "stat", "srvr");
    }

    @Test
    void aTypeThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> of("colour 1")).hasMessage("there is no type of values colour 1");
    }
}
