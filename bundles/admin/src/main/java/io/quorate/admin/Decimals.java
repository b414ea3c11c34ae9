package io.quorate.admin;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Averages as the reference prints them: a double with up to four decimals. */
final class Decimals {

    private static final int DECIMALS = 4;

    private Decimals() {}

    static String text(double value) {
        return Double.toString(
                BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP).doubleValue());
    }
}
