package io.quorate.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class SummaryTest {

    @Test
    void quantilesAreWithinASixteenth() {
        Summary summary = new Summary("latency", true);
        for (int value = 1; value <= 100_000; value++) {
            summary.add(value);
        }
        assertThat(summary.count()).isEqualTo(100_000);
        assertThat(summary.min()).isEqualTo(1);
        assertThat(summary.max()).isEqualTo(100_000);
        assertThat(summary.average()).isCloseTo(50_000.5, within(0.01));
        assertThat((double) summary.quantile(0.5)).isCloseTo(50_000, within(50_000 / 16.0));
        assertThat((double) summary.quantile(0.99)).isCloseTo(99_000, within(99_000 / 16.0));
        summary.reset();
        assertThat(summary.quantile(0.5)).isZero();
        assertThat(summary.min()).isZero();
    }
}
