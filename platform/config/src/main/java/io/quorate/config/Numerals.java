package io.quorate.config;

/** How whole numbers are written. */
enum Numerals {

    /** In decimal, as ZooKeeper reads the keys of the file itself. */
    DECIMAL {
        @Override
        long parse(String text) {
            return Long.parseLong(text);
        }
    },

    /**
     * In decimal, hexadecimal ({@code 0x}, {@code #}) or octal ({@code 0}), as ZooKeeper reads most
     * system properties.
     */
    ANY_RADIX {
        @Override
        long parse(String text) {
            return Long.decode(text);
        }
    };

    /**
     * A number of any size.
     *
     * @throws NumberFormatException if it is none
     */
    abstract long parse(String text);

    /**
     * As above.
     *
     * @throws Misfit if it is none; {@code values} is its message
     */
    long parseLong(String text, String values) {
        try {
            return parse(text);
        } catch (NumberFormatException e) {
            throw new Misfit(values);
        }
    }

    /**
     * As above, within what an int holds.
     *
     * @throws Misfit if it is none
     */
    long parseInt(String text, String values) {
        long number = parseLong(text, values);
        if (number != (int) number) {
            throw new Misfit(values);
        }
        return number;
    }
}
