package io.quorate.config;

import java.util.List;

/** The types of values the tables of keys use. */
final class Types {

    static final KeyType FLAG = new KeyType.Flag();
    static final KeyType YES_NO = new KeyType.YesNo();
    static final KeyType TEXT = new KeyType.Text();
    static final KeyType WORDS = new KeyType.Words();
    static final KeyType PATH = new KeyType.Location();
    static final KeyType HASH = new KeyType.Hash();
    static final KeyType PORT = new KeyType.Number(0, 65_535);

    private Types() {}

    static KeyType count(int min) {
        return new KeyType.Number(min, Integer.MAX_VALUE);
    }

    static KeyType count(long min, long max) {
        return new KeyType.Number(min, max);
    }

    static KeyType millis(int min) {
        return new KeyType.Duration(KeyType.Duration.Unit.MS, min, Integer.MAX_VALUE);
    }

    static KeyType seconds(int min) {
        return new KeyType.Duration(KeyType.Duration.Unit.S, min, Integer.MAX_VALUE);
    }

    static KeyType hours(int min) {
        return new KeyType.Duration(KeyType.Duration.Unit.H, min, Integer.MAX_VALUE);
    }

    static KeyType bytes(long min, long max) {
        return new KeyType.Size(1, min, max);
    }

    static KeyType kib(long min) {
        return new KeyType.Size(1 << 10, min, Long.MAX_VALUE >> 10);
    }

    static KeyType mib(long min) {
        return new KeyType.Size(1 << 20, min, Long.MAX_VALUE >> 20);
    }

    static KeyType fraction() {
        return new KeyType.Decimal(0, 1);
    }

    static KeyType oneOf(String... words) {
        return new KeyType.Choice(List.of(words));
    }
}
